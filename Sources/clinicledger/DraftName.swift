#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The name of a file that is not finished: gone, with the file, when a signal ends the process.
///
/// To be used by one thread.
struct DraftName {
    /// The path.
    let name: String
    private let slot: Int?

    /// Takes note of a path, before there is a file.
    init(_ name: String) {
        self.name = name
        _ = Self.watchSignals
        let slot = (0..<Self.slotCount).first { Self.slots[$0] == nil }
        if let slot { Self.slots[slot] = strdup(name) }
        self.slot = slot
    }

    /// Removes the file if it is still there under this name, and forgets the name.
    func remove() {
        unlink(name)
        forget()
    }

    /// Forgets the name: there is no file of ours under it.
    func forget() {
        guard let slot, let text = Self.slots[slot] else { return }
        Self.slots[slot] = nil
        free(text)
    }

    /// As many drafts as a command has at once, and more.
    private static let slotCount = 16

    /// C strings: a handler of signals can do nothing with others.
    nonisolated(unsafe) private static let slots = {
        let slots = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: slotCount)
        slots.initialize(repeating: nil, count: slotCount)
        return slots
    }()

    private static let watchSignals: Void = {
        // Made before the handler needs it.
        _ = slots
        for number in [SIGINT, SIGTERM, SIGHUP] {
            let former = signal(number) { number in
                var slot = 0
                while slot < slotCount {
                    if let text = slots[slot] { unlink(text) }
                    slot += 1
                }
                signal(number, SIG_DFL)
                raise(number)
            }
            // Who was told to live on, as by nohup, lives on.
            if unsafeBitCast(former, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { signal(number, SIG_IGN) }
        }
    }()
}
