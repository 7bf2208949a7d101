import Foundation
import Synchronization

@testable import MedicalLedger
@testable import Simulation

/// A clinic on a simulated disk, with a ledger that is there already.
func makeClinic(seed: UInt64 = 1) throws -> SimulatedClinic {
    let clinic = SimulatedClinic(seed: seed, folder: NSTemporaryDirectory())
    try clinic.create()
    return clinic
}

/// A message of made-up content.
func message(_ number: Int, type: String = "ORU^R01^ORU_R01", end: String = "") -> [UInt8] {
    var text = LabDelivery(.hl7, number..<number + 1).items[0]
    text = text.replacing("ORU^R01^ORU_R01", with: type).replacing("|2.5.1\r", with: "|2.5.1\(end)\r")
    return Array(text.utf8)
}

/// Collects what is told from elsewhere.
final class Collected<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    var all: [Element] { elements.withLock { $0 } }
    func append(_ element: Element) { elements.withLock { $0.append(element) } }

    /// Waits until there are so many.
    func wait(for count: Int) async -> [Element] {
        for _ in 0..<6000 where all.count < count { try? await Task.sleep(for: .milliseconds(5)) }
        return all
    }
}
