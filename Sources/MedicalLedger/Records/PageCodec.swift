internal import LedgerEngine
internal import SegmentStore

/// A page ready to be written.
struct SealedPage: Sendable {
    /// The frame for the vault.
    let frame: [UInt8]
    /// The key for the page table.
    let wrappedKey: [UInt8]
}

/// A page as it lies on disk.
struct StoredPage: Sendable {
    /// The frame in the vault.
    let frame: Frame
    /// The key in the page table.
    let wrappedKey: [UInt8]
    /// Where the frame is.
    let place: LedgerPlace
}

/// Between a page's content and its frame: compression, then encryption.
///
/// Any thread may use it.
///
/// The frame is of kind 2 and stored; its prefix is the page number (8 bytes), the raw byte count (4) and the
/// compression (4), all little-endian; its body is nonce, ciphertext and tag.
struct PageCodec: Sendable {
    private static let frameKind: UInt8 = 2
    let cipher: PageCipher
    private let deflators = Pool(PageCompression.deflator)
    private let inflators = Pool(Inflator.init)

    init(cipher: PageCipher) { self.cipher = cipher }

    /// Compresses and encrypts a page.
    func seal(_ content: PageContent, page: UInt64) throws -> SealedPage {
        try deflators.lend { try seal(content, page: page, using: $0) }
    }

    /// Compresses and encrypts a page, the harder the less room there is; it may be too long all the same.
    func seal(_ content: PageContent, page: UInt64, toFit byteCount: Int) throws -> SealedPage {
        var sealed = try seal(content, page: page)
        for level in [6, 9] where sealed.frame.count > byteCount {
            sealed = try seal(content, page: page, using: Deflator(level: level))
        }
        return sealed
    }

    private func seal(_ content: PageContent, page: UInt64, using deflator: Deflator) throws -> SealedPage {
        let raw = content.encoded()
        guard raw.count <= Frame.bodyLimit else { throw LedgerError(.limit, "vault.pageContent") }
        let (compression, compressed) = PageCompression.compress(
            raw, format: content.origin.format, using: deflator)
        var prefix = ByteWriter(capacity: 16)
        prefix.append(page)
        prefix.append(UInt32(clamping: raw.count))
        prefix.append(compression.rawValue)
        let (sealed, wrappedKey) = try cipher.seal(compressed, page: page)
        var frame: [UInt8] = []
        try FrameWriter.append(
            kind: Self.frameKind, prefix: prefix.bytes, body: FrameBody(stored: sealed), to: &frame)
        return SealedPage(frame: frame, wrappedKey: wrappedKey)
    }

    /// Decrypts a page and inflates it up to a slot's record, to its end if `slot` is nil.
    ///
    /// - Throws: `damaged` with the page's place.
    func open(_ stored: StoredPage, page: UInt64, upTo slot: Int? = nil) throws(LedgerError) -> OpenPage {
        let (bytes, bodyRange) = (stored.frame.bytes, stored.frame.bodyRange)
        var prefix = ByteReader(bytes[Frame.Header.byteCount..<bodyRange.lowerBound])
        guard stored.frame.header.kind == PageCodec.frameKind, prefix.readUInt64() == page,
            let rawCount = prefix.readUInt32(), let compression = prefix.readUInt32(), prefix.remaining == 0,
            rawCount <= UInt32(Frame.bodyLimit)
        else { throw LedgerError(.damaged, "vault.pageHeader", place: stored.place) }
        guard let plain = cipher.open(bytes[bodyRange], wrappedKey: stored.wrappedKey, page: page) else {
            throw LedgerError(.damaged, "vault.pageCipher", place: stored.place)
        }
        let opened = inflators.lend {
            OpenPage(plain, PageCompression(rawValue: compression), rawCount: Int(rawCount), upTo: slot, using: $0)
        }
        guard let opened else { throw LedgerError(.damaged, "vault.pageContent", place: stored.place) }
        return opened
    }

    /// The record in a slot of an opened page; nil where there is none, or it was erased.
    func record(_ slot: Int, of page: OpenPage) -> PageContent.Record? {
        page.record(slot, using: inflators)
    }
}
