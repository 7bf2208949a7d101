/// What went wrong with a file: a code, the place and the cause.
///
/// Carries codes and values, never a sentence and never the content of a file. Four fates are decided by `code`:
/// `damaged` stops everything and is never repaired; `failed` and `diskFull` leave the handle unusable until it is
/// opened again; the others refuse one request and change nothing.
public struct StoreError: Error, Hashable, Sendable {
    /// The kind of error; open to growth, so switch with a default.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code as text.
        public let rawValue: String

        /// Makes a code.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Bytes on disk are not what was written.
        public static let damaged = Code(rawValue: "damaged")
        /// The operating system reported an error.
        public static let failed = Code(rawValue: "failed")
        /// No space or no quota is left.
        public static let diskFull = Code(rawValue: "diskFull")
        /// The operating system refused access.
        public static let permission = Code(rawValue: "permission")
        /// The file or directory does not exist.
        public static let notFound = Code(rawValue: "notFound")
        /// A file that should be new exists already.
        public static let exists = Code(rawValue: "exists")
        /// Another process, or another handle of this one, holds the lock.
        public static let locked = Code(rawValue: "locked")
        /// A length is above the limit of the format.
        public static let limit = Code(rawValue: "limit")
        /// An earlier write or sync through this handle failed; it must be opened again.
        public static let handleFailed = Code(rawValue: "handleFailed")
    }

    /// The kind of error.
    public var code: Code
    /// What exactly: the operation (`write`, `sync`, `rename`, …) or the broken rule (`frame.checksum`, `run.header`,
    /// …).
    public var reason: String
    /// The path of the file, where one is concerned.
    public var file: String?
    /// The byte offset in that file, where one is concerned.
    public var offset: UInt64?
    /// The operating system's error number, where it gave one.
    public var errorNumber: Int32?
    /// Further values for the sentence, such as `limit`, `found` or `hint`.
    public var values: [String: String]

    /// Makes an error.
    public init(
        _ code: Code, _ reason: String, file: String? = nil, offset: UInt64? = nil, errorNumber: Int32? = nil,
        values: [String: String] = [:]
    ) {
        self.code = code
        self.reason = reason
        self.file = file
        self.offset = offset
        self.errorNumber = errorNumber
        self.values = values
    }

    /// The same error with its place filled in; a place that is known already stays.
    public func at(file: String, offset: UInt64? = nil) -> StoreError {
        var placed = self
        placed.file = self.file ?? file
        placed.offset = self.offset ?? offset
        return placed
    }
}

extension StoreError: CustomStringConvertible {
    /// The codes and values in one line, for logs; people read the sentence in `Wording`.
    public var description: String {
        var text = "\(code.rawValue) \(reason)"
        if let file { text += " file=\(file)" }
        if let offset { text += " offset=\(offset)" }
        if let errorNumber { text += " errno=\(errorNumber)" }
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { text += " \(name)=\(value)" }
        return text
    }
}
