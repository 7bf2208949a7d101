import ArgumentParser
import ClinicServer
import HealthFormats
import MedicalLedger
import MerkleLog

/// `witness`: cosigning for other ledgers, and being cosigned.
struct WitnessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness", abstract: say("help.witness"), discussion: say("help.witness.more"),
        subcommands: [
            Init.self, Watch.self, Cosign.self, Serve.self, Trust.self, Request.self, Add.self, List.self,
        ])

    /// Where the witness is.
    struct Place: ParsableArguments {
        @Option(help: .init(say("help.witness.directory"), valueName: "DIR"))
        var directory: String?

        @Flag(name: .customLong("json"), help: .init(say("help.json")))
        var isJSON = false

        func path() throws -> String {
            if let named = directory ?? Speech.environment("CLINICLEDGER_WITNESS") { return named }
            guard let state = StatePlace.directory else { throw MedicalError("notAWitness", .noInput) }
            return state + "/witness"
        }

        func open() throws -> Witness { try Witness(in: try path(), environment: .system) }
    }

    /// `witness init`: a witness with a key of its own.
    struct Init: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "init", abstract: say("help.witness.init"))

        @OptionGroup var place: Place

        @Argument(help: .init(say("help.witness.name"), valueName: "NAME"))
        var name: String

        func run() throws {
            let witness = try Witness.create(try place.path(), name: try KeyName(name), environment: .system)
            let vkey = witness.verifierKey.formatted
            try place.answer(say("witness.made", ["vkey": vkey])) { $0.member("vkey", vkey) }
        }
    }

    /// `witness watch`: one more ledger to cosign for.
    struct Watch: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "watch", abstract: say("help.witness.watch"))

        @OptionGroup var place: Place

        @Argument(help: .init(say("help.witness.vkey"), valueName: "VKEY"))
        var key: String

        func run() throws {
            let key = try VerifierKey(typed: key)
            try place.open().watch(key)
            try place.answer(say("witness.watching", ["origin": key.name.text])) { $0.member("origin", key.name.text) }
        }
    }

    /// `witness cosign`: the cosignature over the checkpoint of a request.
    struct Cosign: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "cosign", abstract: say("help.witness.cosign"))

        @OptionGroup var place: Place

        @Argument(help: .init(say("help.witness.body"), valueName: "REQUEST"))
        var request: String

        @Option(name: [.short, .long], help: .init(say("help.output"), valueName: "FILE"))
        var output: String?

        @OptionGroup var overwriting: OverwriteOption

        func run() throws {
            let witness = try place.open()
            let body = try InputFile.read(request, limit: ConsistencyProof.maximumBytes)
            // Before it is cosigned: what cannot be written must not count as said.
            let file = try OutputFile(
                path: output, outside: try place.path(), overwrites: overwriting.overwrite)
            let (signature, checkpoint) = try witness.cosign(body)
            if place.isJSON {
                var json = JSONWriter(isIndented: true)
                json.object {
                    $0.member("origin", checkpoint.origin)
                    $0.member("treeSize", checkpoint.treeSize)
                    $0.member("cosignature", signature.formatted)
                }
                try file.write(Array((json.text + "\n").utf8))
            } else {
                try file.write(Array((signature.formatted + "\n").utf8))
            }
            try file.finish()
        }
    }

    /// `witness serve`: cosigning for whoever asks over HTTP.
    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "serve", abstract: say("help.witness.serve"), discussion: say("help.witness.serve.more"))

        @OptionGroup var place: Place

        @OptionGroup var listening: ListeningPlace

        @Option(help: .init(say("help.serve.port"), valueName: "PORT"))
        var port = 8425

        func run() async throws {
            try ListeningPlace.check(port: port)
            let server = try WitnessServer(in: try place.path(), environment: .system, language: Speech.language)
            let (listening, place) = (listening, place)
            try await server.run(host: listening.host, port: port) { port in
                let address = "http://" + listening.address(port: port)
                try? place.answer(say("witness.serving", ["address": address])) { $0.member("address", address) }
            }
        }
    }

    /// `witness trust`: one more witness of this ledger.
    struct Trust: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "trust", abstract: say("help.witness.trust"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.witness.vkey"), valueName: "VKEY"))
        var key: String

        func run() throws {
            let key = try VerifierKey(typed: key)
            try options.cosignatures().trust(key)
            try options.answer(say("witness.trusted", ["name": key.name.text])) { $0.member("name", key.name.text) }
        }
    }

    /// `witness request`: what a witness is asked with.
    struct Request: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "request", abstract: say("help.witness.request"))

        @OptionGroup var options: LedgerOptions

        @Option(name: .customLong("to"), help: .init(say("help.witness.to"), valueName: "NAME"))
        var name: String?

        @Option(help: .init(say("help.witness.old"), valueName: "N"))
        var old: UInt64?

        @Option(name: [.short, .long], help: .init(say("help.output"), valueName: "FILE"))
        var output: String?

        @OptionGroup var overwriting: OverwriteOption

        func run() throws {
            let cosignatures = try options.cosignatures()
            let known = try cosignatures.witnesses()
            let witness = try name.map { name in
                guard let witness = known.first(where: { $0.name.text == name }) else {
                    throw MedicalError("witnessUnknown", .refused, ["name": name])
                }
                return witness
            }
            let request = try cosignatures.request(to: witness ?? (known.count == 1 ? known[0] : nil), oldSize: old)
            let file = try overwriting.file(output, outside: options)
            try file.write(Array(request.formatted.utf8))
            try file.finish()
        }
    }

    /// `witness add`: the answer of a witness.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: say("help.witness.add"))

        @OptionGroup var options: LedgerOptions

        @Argument(help: .init(say("help.witness.answer"), valueName: "ANSWER"))
        var answer: String

        @Option(help: .init(say("help.witness.asked"), valueName: "FILE"))
        var request: String?

        func run() throws {
            let taken = try options.cosignatures().take(
                try InputFile.read(answer, limit: SignedNote.maximumBytes),
                request: try request.map { try InputFile.read($0, limit: ConsistencyProof.maximumBytes) })
            let lines = taken.map { cosigned in
                let entries = String(cosigned.checkpoint?.treeSize ?? 0)
                return say("witness.added", ["name": cosigned.witness.name.text, "entries": entries])
            }
            try options.answer(lines.joined(separator: "\n")) { json in
                json.array("cosigned") { json in
                    for cosigned in taken { json.object { $0.members(of: cosigned) } }
                }
            }
        }
    }

    /// `witness list`: who has cosigned what.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: say("help.witness.list"))

        @OptionGroup var options: LedgerOptions

        func run() throws {
            let cosignatures = try options.cosignatures()
            let all = try cosignatures.witnesses().map { try cosignatures.cosigned(by: $0) }
            var table = Table(["name", "entries", "time"].map { say("witness.header.\($0)") })
            for cosigned in all {
                table.append([
                    cosigned.witness.name.text, cosigned.checkpoint.map { String($0.treeSize) } ?? "-",
                    cosigned.time ?? "-",
                ])
            }
            let lines = all.isEmpty ? [say("witness.none")] : table.lines(columns: Console.terminalColumns)
            try options.answer(lines.joined(separator: "\n")) { json in
                json.array("witnesses") { json in
                    for cosigned in all { json.object { $0.members(of: cosigned) } }
                }
            }
        }
    }
}

extension LedgerOptions {
    /// The witnesses of the ledger.
    func cosignatures() throws -> Cosignatures { try Cosignatures(of: directory, environment: environment) }

    /// Answers with a sentence, or with an object of JSON.
    func answer(_ sentence: String, _ members: (inout JSONWriter) -> Void) throws {
        try Console.answer(isJSON: isJSON, sentence, members)
    }
}

extension WitnessCommand.Place {
    /// Answers with a sentence, or with an object of JSON.
    fileprivate func answer(_ sentence: String, _ members: (inout JSONWriter) -> Void) throws {
        try Console.answer(isJSON: isJSON, sentence, members)
    }
}

extension Console {
    fileprivate static func answer(
        isJSON: Bool, _ sentence: String, _ members: (inout JSONWriter) -> Void
    ) throws {
        guard isJSON else { return try print(sentence) }
        var json = JSONWriter(isIndented: true)
        json.object(members)
        try print(json.text)
    }
}

extension JSONWriter {
    /// The member `cosigned` with what a witness has cosigned.
    mutating func cosigned(_ cosigned: Cosignatures.Cosigned) {
        object("cosigned") { $0.members(of: cosigned) }
    }

    fileprivate mutating func members(of cosigned: Cosignatures.Cosigned) {
        member("witness", cosigned.witness.name.text)
        if let checkpoint = cosigned.checkpoint { member("treeSize", checkpoint.treeSize) }
        member("time", cosigned.time)
    }
}
