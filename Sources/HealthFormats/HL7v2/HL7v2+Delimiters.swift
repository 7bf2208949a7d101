extension HL7v2 {
    /// The separators of one message, as its first segment declares them.
    ///
    /// ```text
    /// MSH|^~\&#|
    ///    │││││└ truncation (from version 2.7)
    ///    ││││└─ subcomponent
    ///    │││└── escape
    ///    ││└─── repetition
    ///    │└──── component
    ///    └───── field
    /// ```
    /// A message may declare fewer: what it does not declare does not separate. A character that comes twice counts
    /// once, since `^~\\&`, doubled by a careless program, means `^~\&`.
    ///
    /// Specification: HL7 version 2.5.1, sections 2.5.4 and 2.15.9.1 to 2.15.9.2; version 2.7.1, section 2.5.5.2.
    public struct Delimiters: Hashable, Sendable {
        /// Between fields: MSH-1.
        public let field: UInt8
        /// Between components of a field.
        public let component: UInt8?
        /// Between repetitions of a field.
        public let repetition: UInt8?
        /// Around an escape sequence.
        public let escape: UInt8?
        /// Between subcomponents of a component.
        public let subcomponent: UInt8?
        /// After a value that was cut short.
        public let truncation: UInt8?

        /// The separators that the standard suggests and nearly all messages use: `|^~\&`.
        public static let standard = Delimiters(field: 0x7C, encoding: [0x5E, 0x7E, 0x5C, 0x26])

        private init(field: UInt8, encoding: [UInt8]) {
            self.field = field
            component = encoding.first
            repetition = encoding.dropFirst().first
            escape = encoding.dropFirst(2).first
            subcomponent = encoding.dropFirst(3).first
            truncation = encoding.dropFirst(4).first
        }

        /// Takes the separators from the bytes of a segment MSH, FHS or BHS; nil where it declares none.
        public init?(header: UnsafeRawBufferPointer) {
            guard header.count >= 5, Byte.isSeparator(header[3]) else { return nil }
            // The usual declaration, in one comparison and without an array.
            if header.count >= 9, header.loadUnaligned(fromByteOffset: 3, as: UInt32.self) == Self.usualStart,
                header[7] == 0x26, header[8] == 0x7C
            {
                self = .standard
                return
            }
            var encoding: [UInt8] = []
            for byte in header[4...] {
                if byte == header[3] || byte == Byte.carriageReturn || byte == Byte.lineFeed { break }
                guard Byte.isSeparator(byte), encoding.count < 5 else { return nil }
                if !encoding.contains(byte) { encoding.append(byte) }
            }
            if encoding.isEmpty { return nil }
            self.init(field: header[3], encoding: encoding)
        }

        /// The bytes `|^~\` as they lie in memory.
        private static let usualStart = UInt32(littleEndian: 0x5C7E_5E7C)
    }
}
