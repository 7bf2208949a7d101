import Foundation
import Testing

/// No document leaves but through the door, which writes down who gets it.
struct DoorTests {
    /// What gives out documents or salts, and on what the command line may call it: the door, or a JSON writer that was given
    /// a record.
    private static let calls: [String: Set<String>] = [
        ".find(": ["door"], ".record(": ["door", "json"], ".receipt(": ["door"], ".stored(": [], ".view(": [],
        ".documents(": [], ".vault": [],
    ]

    static func violations(in text: Substring) -> [String] {
        calls.flatMap { call, receivers in
            text.components(separatedBy: call).dropLast().compactMap { before in
                let receiver = String(before.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "$" }.reversed())
                // Enumeration cases, as in `case .record(let record)`, have no receiver.
                if receiver.isEmpty && !before.hasSuffix(")") && !before.hasSuffix("?") { return nil }
                return receivers.contains(receiver) ? nil : receiver + call
            }
        }
    }

    @Test func `the command line reads documents only through the door`() {
        for file in House.sources where file.target == "clinicledger" {
            for (number, line) in file.lines.enumerated() {
                #expect(Self.violations(in: line).isEmpty, "\(file.path):\(number + 1): \(line)")
            }
        }
    }

    @Test func `the search finds what it looks for`() {
        #expect(!Self.violations(in: "let view = try ledger.record(entry)").isEmpty)
        #expect(!Self.violations(in: "try door.ledger.find(question) { _ in }").isEmpty)
        #expect(!Self.violations(in: "try options.open(for: .reading).receipt(for: entry)").isEmpty)
        #expect(Self.violations(in: "let view = try door.record(entry)").isEmpty)
        #expect(Self.violations(in: "case .record(let record): json.record(view, reports)").isEmpty)
    }
}
