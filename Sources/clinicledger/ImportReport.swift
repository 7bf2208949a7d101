import HealthFormats
import LedgerEngine
import MedicalLedger
import MerkleLog
import Wording

/// What a technician is told at the end of an import.
struct ImportReport {
    private static let listedRejections = 20
    private let run: ImportRun
    private let ledger: ClinicLedger
    private let options: LedgerOptions
    private let wasRefused: Bool

    init(_ run: ImportRun, _ ledger: ClinicLedger, _ options: LedgerOptions, wasRefused: Bool) {
        self.run = run
        self.ledger = ledger
        self.options = options
        self.wasRefused = wasRefused
    }

    func show() throws {
        if options.isJSON { try showJSON() } else { try showText() }
    }

    private func showText() throws {
        let counts = run.counts
        let session = run.session
        if wasRefused {
            try Console.print(say("import.strictRefused"))
        } else {
            try Console.print(
                say(
                    session?.isDryRun == true ? "import.wouldGoIn" : "import.wentIn",
                    [
                        "records": String(counts.records), "results": String(counts.results),
                        "patients": String(counts.patients),
                    ]))
        }
        if counts.amended > 0 { try Console.print(say("import.amended", ["count": String(counts.amended)])) }
        if counts.known > 0 { try Console.print(say("import.known", ["count": String(counts.known)])) }
        for failure in run.failures { Console.complain(failure.sentence) }
        for file in run.skipped { try Console.print(say("import.skipped", ["file": file])) }
        try showRejections(counts)
        guard !wasRefused, session?.isDryRun == false else { return }
        let disk = try ledger.bytesOnDisk().reduce(0) { $0 + $1.bytes }
        try Console.print(
            say("import.bytes", ["in": Size.words(session?.bytesIn ?? 0), "disk": Size.words(disk)]))
        if let checkpoint = ledger.engine.checkpoint?.checkpoint {
            try Console.print(
                say(
                    "import.checkpoint",
                    ["entries": String(checkpoint.treeSize), "root": checkpoint.rootHash.base64Text]))
        }
    }

    private func showRejections(_ counts: ImportCounts) throws {
        for remark in run.rejections where remark.isRemark { try show(remark) }
        guard counts.rejected > 0 else { return }
        try Console.print(say("import.rejected", ["count": String(counts.rejected)]))
        for item in run.rejections.filter({ !$0.isRemark }).prefix(Self.listedRejections) { try show(item) }
        if counts.rejected > Self.listedRejections {
            try Console.print(
                "  " + say("import.moreRejected", ["count": String(counts.rejected - Self.listedRejections)]))
        }
        if run.rejectFiles.isEmpty {
            try Console.print(say("import.rejectsHint"))
        } else {
            try Console.print(say("import.rejectsWritten", ["files": run.rejectFiles.joined(separator: ", ")]))
        }
    }

    private func show(_ item: ImportSession.RejectedItem) throws {
        let place = say("place.line", ["line": String(item.place.line), "offset": String(item.place.byteOffset)])
        try Console.print("  \(item.file.printable), \(place): \(say(item.reason.code, item.reason.values).printable)")
    }

    private func showJSON() throws {
        let counts = run.counts
        var json = JSONWriter(isIndented: true)
        let disk = try ledger.bytesOnDisk().reduce(0) { $0 + $1.bytes }
        json.object {
            $0.member("dryRun", run.session?.isDryRun ?? false)
            $0.member("refused", wasRefused)
            $0.member("files", run.session?.fileCount ?? 0)
            $0.member("records", counts.records)
            $0.member("results", counts.results)
            $0.member("patients", counts.patients)
            $0.member("amended", counts.amended)
            $0.member("known", counts.known)
            $0.member("rejected", counts.rejected)
            $0.member("remarks", counts.remarks)
            $0.member("bytesIn", run.session?.bytesIn ?? 0)
            $0.member("bytesOnDisk", disk)
            $0.checkpoint(ledger.engine)
            $0.array("rejections") { json in
                for item in run.rejections {
                    json.object {
                        $0.member("refused", !item.isRemark)
                        $0.member("file", item.file)
                        $0.member("line", item.place.line)
                        $0.member("offset", item.place.byteOffset)
                        $0.member("code", item.reason.code)
                        $0.member("message", say(item.reason.code, item.reason.values))
                    }
                }
            }
            $0.array("failures") { json in
                for failure in run.failures { json.string(failure.sentence) }
            }
            $0.array("skipped") { json in
                for file in run.skipped { json.string(file) }
            }
        }
        try Console.print(json.text)
    }
}
