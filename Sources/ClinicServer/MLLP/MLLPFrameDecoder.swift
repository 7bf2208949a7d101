internal import NIOCore

/// Finds messages in what comes over the line.
///
/// A frame is `0x0B`, the message, `0x1C 0x0D`. What stands between frames is passed over, as far as it is little.
/// Specification: HL7 Minimal Lower Layer Protocol, release 1, section 2.2 (block format).
struct MLLPFrameDecoder: ByteToMessageDecoder {
    typealias InboundOut = ByteBuffer

    /// Tells that a part of a message is there and the rest is not.
    struct Partial: Sendable { let byteCount: Int }

    /// What no sender that speaks this protocol does.
    enum Fault: Error {
        /// A message that is longer than any that is taken.
        case tooLong
        /// Bytes without a frame.
        case noFrame
    }

    private static let maximumStrayBytes = 64 << 10

    let maximumMessageBytes: Int
    /// Bytes of the frame at hand that were searched already.
    private var searched = 0
    private var strayBytes = 0

    init(maximumMessageBytes: Int) { self.maximumMessageBytes = maximumMessageBytes }

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        let view = buffer.readableBytesView
        guard let first = view.first else { return .needMoreData }
        guard first == 0x0B else {
            let start = view.firstIndex(of: 0x0B) ?? view.endIndex
            strayBytes += start - view.startIndex
            buffer.moveReaderIndex(to: start)
            searched = 0
            if strayBytes > Self.maximumStrayBytes { throw Fault.noFrame }
            return buffer.readableBytes > 0 ? .continue : .needMoreData
        }
        // 0x1C alone may stand in a message; with the carriage return behind it, it ends one.
        var position = view.startIndex + max(1, searched)
        while let end = view[position...].firstIndex(of: 0x1C) {
            guard end + 1 < view.endIndex else {
                position = end
                break
            }
            guard view[end + 1] == 0x0D else {
                position = end + 1
                continue
            }
            guard end - view.startIndex - 1 <= maximumMessageBytes else { throw Fault.tooLong }
            let message = buffer.getSlice(at: view.startIndex + 1, length: end - view.startIndex - 1)
            buffer.moveReaderIndex(to: end + 2)
            (searched, strayBytes) = (0, 0)
            if let message { context.fireChannelRead(wrapInboundOut(message)) }
            return .continue
        }
        searched = (view[position...].firstIndex(of: 0x1C) ?? view.endIndex) - view.startIndex
        if buffer.readableBytes > maximumMessageBytes + 3 { throw Fault.tooLong }
        context.fireUserInboundEventTriggered(Partial(byteCount: buffer.readableBytes))
        return .needMoreData
    }

    /// Half a message at the end is none: whoever sent it was not told that it came.
    mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        let state = try decode(context: context, buffer: &buffer)
        if state == .needMoreData { buffer.clear() }
        return state
    }
}
