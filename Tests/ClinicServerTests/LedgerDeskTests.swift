import HealthFormats
import LedgerEngine
import Testing

@testable import ClinicServer
@testable import MedicalLedger
@testable import Simulation

/// The desk: many messages, one block, no answer before it is durable.
struct LedgerDeskTests {
    private func send(_ numbers: Range<Int>, to desk: LedgerDesk) async -> [(Int, Result<MessageOutcome, any Error>)] {
        let answers = Collected<(Int, Result<MessageOutcome, any Error>)>()
        for number in numbers {
            desk.take(ReceivedMessage(hl7v2: message(number)), at: "test") { answers.append((number, $0)) }
        }
        return await answers.wait(for: numbers.count)
    }

    @Test func `messages that come together share blocks, and come in once`() async throws {
        let clinic = try makeClinic()
        let counters = ServerCounters()
        let desk = LedgerDesk(SimulatedClinic.directory, environment: clinic.environment, counters: counters)
        let answers = await send(0..<2000, to: desk)
        #expect(answers.map(\.0) == Array(0..<2000))
        #expect(answers.allSatisfy { (try? $0.1.get())?.refused.isEmpty ?? false })
        let blocks = try await desk.perform { $0.engine.blockCount }
        #expect(blocks < 200)
        _ = await send(0..<2000, to: desk)
        let again = try await desk.perform { $0.engine.blockCount }
        #expect(again == blocks)
        #expect(counters.now.counts.records == 2000 && counters.now.counts.known == 2000)
        await desk.close()
        let report = try LedgerVerifier.verify(
            SimulatedClinic.directory, isQuick: false, environment: clinic.environment
        ) { _, _ in }
        #expect(report.findings.isEmpty && report.records == 2000)
    }

    @Test func `what is refused is kept once and told why, and the rest goes in`() async throws {
        let clinic = try makeClinic()
        let desk = LedgerDesk(SimulatedClinic.directory, environment: clinic.environment, counters: ServerCounters())
        let other = message(1, type: "ADT^A01")
        let two = message(2) + message(3)
        let answers = Collected<[String]>()
        for bytes in [message(0), other, two, other, Array("rubbish".utf8), message(4)] {
            desk.take(ReceivedMessage(hl7v2: bytes), at: "test") { result in
                answers.append(((try? result.get())?.refused ?? []).map(\.code))
            }
        }
        let codes = await answers.wait(for: 6)
        #expect(
            codes == [
                [], ["hl7.otherMessageType"], ["hl7.severalMessages"], ["hl7.otherMessageType"], ["hl7.noDelimiters"],
                [],
            ])
        let kept = try await desk.perform { try RefusedItems(of: $0).all().compactMap(\.item) }
        #expect(Set(kept.map(\.bytes)) == [other, two, Array("rubbish".utf8)] && kept.count == 3)
        #expect(kept.allSatisfy { $0.door == "test" && $0.format == .hl7 })
        let stored = clinic.disk.files.filter { $0.key.contains("/refused/") }
        #expect(stored.values.allSatisfy { !$0.contains(other[3..<40]) }, "a message stands in clear on the disk")
        let first = try await desk.perform { ledger in
            let items = try RefusedItems(of: ledger)
            for name in try items.names().dropFirst() { try items.remove(name) }
            return try items.all().count
        }
        #expect(first == 1)
        await desk.close()
    }

    @Test func `no answer promises what a failing disk or a loss of power takes away`() async throws {
        for point in stride(from: 0, to: 120, by: 7) {
            let whole = try makeClinic(seed: UInt64(point))
            for failure in [Faults.Failure.full, .broken] {
                let clinic = whole.copy(.fails(point..<point + 30, failure), seed: UInt64(point))
                let desk = LedgerDesk(
                    SimulatedClinic.directory, environment: clinic.environment, counters: ServerCounters())
                var acknowledged: [Int] = []
                for round in 0..<6 {
                    for (number, result) in await send(round * 10..<round * 10 + 10, to: desk) {
                        if (try? result.get())?.refused.isEmpty ?? false { acknowledged.append(number) }
                    }
                }
                var survivor = clinic
                survivor.restart(losingPower: true)
                await desk.close()
                let again = LedgerDesk(
                    SimulatedClinic.directory, environment: survivor.environment, counters: ServerCounters())
                let known = try await again.perform { [acknowledged] ledger in
                    let delivery = MessageDelivery(into: ledger)
                    return try delivery.take(acknowledged.map { ReceivedMessage(hl7v2: message($0)) }).counts.known
                }
                #expect(known == acknowledged.count, "failing from call \(point) on")
                await again.close()
            }
        }
    }

    @Test func `an idle desk lets others write`() async throws {
        let clinic = try makeClinic()
        let desk = LedgerDesk(SimulatedClinic.directory, environment: clinic.environment, counters: ServerCounters())
        _ = await send(0..<3, to: desk)
        try await Task.sleep(for: .milliseconds(900))
        let other = try ClinicLedger.open(SimulatedClinic.directory, for: .writing, environment: clinic.environment)
        try other.close()
        await desk.close()
        await #expect(throws: MedicalError.self) { _ = try await desk.perform { $0.engine.treeSize } }
    }
}
