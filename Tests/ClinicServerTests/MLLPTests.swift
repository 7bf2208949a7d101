import Foundation
import Logging
import NIOCore
import NIOEmbedded
import NIOPosix
import Testing

@testable import ClinicServer
@testable import MedicalLedger
@testable import Simulation

/// Messages over the line.
struct MLLPTests {
    /// What a decoder finds in bytes that come in such parts.
    private func frames(_ parts: [[UInt8]], limit: Int = 1000) throws -> [[UInt8]] {
        let channel = EmbeddedChannel(
            handler: ByteToMessageHandler(MLLPFrameDecoder(maximumMessageBytes: limit), maximumBufferSize: nil))
        for part in parts { try channel.writeInbound(ByteBuffer(bytes: part)) }
        var found: [[UInt8]] = []
        while let buffer: ByteBuffer = try channel.readInbound() { found.append(Array(buffer.readableBytesView)) }
        _ = try? channel.finish()
        return found
    }

    private func framed(_ message: [UInt8]) -> [UInt8] { [0x0B] + message + [0x1C, 0x0D] }

    @Test func `frames are the same however they are cut`() throws {
        var random = SeededNumbers(seed: 5)
        for _ in 0..<300 {
            // Few different bytes, so that all marks come about in all orders.
            let messages = (0..<Int.random(in: 0...4, using: &random)).map { _ -> [UInt8] in
                let alphabet: [UInt8] = [0x0B, 0x1C, 0x41, 0x0A]
                let bytes = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                    alphabet.randomElement(using: &random) ?? 0x41
                }
                // The end of a frame may not stand in a message.
                return bytes.last == 0x1C ? bytes + [0x42] : bytes
            }
            let between = [[], [0x0D], [0x20, 0x0A]].map { $0 as [UInt8] }
            let line = messages.flatMap { (between.randomElement(using: &random) ?? []) + framed($0) }
            var parts: [[UInt8]] = []
            var rest = line[...]
            while !rest.isEmpty {
                let part = rest.prefix(Int.random(in: 1...9, using: &random))
                parts.append(Array(part))
                rest = rest.dropFirst(part.count)
            }
            #expect(try frames(parts) == messages)
        }
    }

    @Test func `too long a message and bytes without a frame are faults`() throws {
        #expect(try frames([framed([UInt8](repeating: 0x41, count: 1000))]).count == 1)
        #expect(throws: MLLPFrameDecoder.Fault.tooLong) {
            try frames([framed([UInt8](repeating: 0x41, count: 1001))])
        }
        #expect(throws: MLLPFrameDecoder.Fault.tooLong) {
            try frames([[0x0B]] + [[UInt8]](repeating: [UInt8](repeating: 0x41, count: 100), count: 11))
        }
        #expect(throws: MLLPFrameDecoder.Fault.noFrame) {
            try frames([[UInt8]](repeating: [UInt8](repeating: 0x41, count: 1000), count: 80))
        }
    }

    // MARK: - The door

    private func answers(
        of clinic: SimulatedClinic, limits: MLLPDoor.Limits = .init(), _ body: (Int) async throws -> Void
    ) async throws -> ServerCounters.Figures {
        let counters = ServerCounters()
        let desk = LedgerDesk(SimulatedClinic.directory, environment: clinic.environment, counters: counters)
        let door = MLLPDoor(
            desk: desk, counters: counters, limits: limits,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: clinic.environment.clock)
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        let running = Task { try await door.run(host: "127.0.0.1", port: 0) { told.yield($0) } }
        for await port in ports {
            try await body(port)
            break
        }
        running.cancel()
        try await running.value
        await desk.close()
        return counters.now
    }

    /// Sends messages over one connection, all at once, and gives the answers' MSA segments.
    private func exchange(_ port: Int, _ bytes: [UInt8], answers count: Int) async throws -> [String] {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(bytes: bytes))
            var received: [UInt8] = []
            // Whoever is cut off while sending reads an error.
            try? await {
                for try await buffer in inbound {
                    received += buffer.readableBytesView
                    if received.count(where: { $0 == 0x1C }) >= count { break }
                }
            }()
            let text = String(decoding: received, as: UTF8.self)
            return text.split(separator: "\r").filter { $0.hasPrefix("MSA") }.map(String.init)
        }
    }

    private func expect(_ answers: [String], _ port: Int, _ bytes: [UInt8]) async throws {
        let found = try await exchange(port, bytes, answers: max(1, answers.count))
        #expect(found == answers)
    }

    @Test func `answers come in the order of the messages, from many senders at once`() async throws {
        let clinic = try makeClinic()
        let figures = try await answers(of: clinic) { port in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for sender in 0..<16 {
                    group.addTask {
                        let numbers = (0..<100).map { sender * 100 + $0 }
                        let found = try await exchange(
                            port, numbers.flatMap { framed(message($0)) }, answers: numbers.count)
                        #expect(found == numbers.map { "MSA|AA|MSG\($0)" })
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(figures.counts.records == 1600 && figures.messages == ["AA": 1600])
        #expect(figures.connections == 0)
    }

    @Test func `enhanced mode says apart that a message is kept and what was made of it`() async throws {
        let clinic = try makeClinic()
        _ = try await answers(of: clinic) { port in
            let good = try await exchange(port, framed(message(1, end: "|||AL|AL")), answers: 2)
            #expect(good == ["MSA|CA|MSG1", "MSA|AA|MSG1"])
            let quiet = framed(message(2, end: "|||NE|ER")) + framed(message(3, end: "|||ER|NE"))
            let next = try await exchange(port, quiet + framed(message(4)), answers: 1)
            #expect(next == ["MSA|AA|MSG4"])
            let other = try await exchange(port, framed(message(5, type: "ADT^A01", end: "|||AL|AL")), answers: 1)
            #expect(other == ["MSA|CR|MSG5"])
        }
    }

    @Test func `half a message, rubbish and silence harm nobody else`() async throws {
        let clinic = try makeClinic()
        var limits = MLLPDoor.Limits()
        limits.messageTime = .milliseconds(200)
        limits.messageBytes = 10_000
        let figures = try await answers(of: clinic, limits: limits) { port in
            let half = Array(framed(message(1)).dropLast(20))
            try await expect([], port, half)
            try await expect([], port, [UInt8](repeating: 0x41, count: 100_000))
            try await expect([], port, framed([UInt8](repeating: 0x41, count: 20_000)))
            try await expect(["MSA|AA|MSG2"], port, framed(message(2)))
        }
        #expect(figures.counts.records == 1)
    }

    @Test func `a ledger that cannot be written to is no reason to lose a message`() async throws {
        let clinic = try makeClinic().copy(.fails(0..<100_000, .full), seed: 3)
        _ = try await answers(of: clinic) { port in
            try await expect(["MSA|AR|MSG1"], port, framed(message(1)))
            try await expect(["MSA|CE|MSG2"], port, framed(message(2, end: "|||AL|AL")))
            clinic.disk.faults = Faults()
            try await expect(["MSA|AA|MSG1"], port, framed(message(1)))
        }
    }

    @Test func `the longest silent sender gives its place up`() async throws {
        let clinic = try makeClinic()
        var limits = MLLPDoor.Limits()
        limits.connections = 4
        _ = try await answers(of: clinic, limits: limits) { port in
            var silent: [any Channel] = []
            for _ in 0..<6 {
                silent.append(
                    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                        .connect(host: "127.0.0.1", port: port).get())
            }
            try await expect(["MSA|AA|MSG1"], port, framed(message(1)))
            for channel in silent { try? await channel.close() }
        }
    }

    // MARK: - Someone else's client

    private static let tools = ProcessInfo.processInfo.environment["CLINICLEDGER_PYTHON_TOOLS"]

    @Test(
        .enabled(if: tools != nil, "CLINICLEDGER_PYTHON_TOOLS names no folder of Python packages; tools/test makes one")
    )
    func `python-hl7 sends to the door and understands its answers`() async throws {
        let clinic = try makeClinic()
        let figures = try await answers(of: clinic) { port in
            let program = """
                import hl7, sys
                from hl7.client import MLLPClient
                with MLLPClient("127.0.0.1", \(port)) as client:
                    for number in range(20):
                        text = sys.stdin.readline().rstrip("\\n").replace("~", "\\r")
                        answer = hl7.parse(client.send_message(text).decode().strip("\\x0b\\x1c\\r"))
                        assert str(answer.segment("MSA")[1]) == "AA", str(answer)
                        assert str(answer.segment("MSA")[2]) == f"MSG{number}", str(answer)
                print("ok")
                """
            let messages = (0..<20).map {
                String(decoding: message($0), as: UTF8.self).replacing("^~\\&", with: "^\\&").replacing("\r", with: "~")
            }
            let said = try python(program, messages.joined(separator: "\n") + "\n")
            #expect(said == "ok\n")
        }
        #expect(figures.counts.records == 20)
    }

    private func python(_ program: String, _ input: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program]
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONPATH": Self.tools ?? ""]) { $1 }
        let (incoming, outgoing) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (incoming, outgoing)
        try process.run()
        try incoming.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try incoming.fileHandleForWriting.close()
        let data = try outgoing.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
