/// Copies of what was written before, or of the preset dictionary, which counts as written before the start.
enum InflateCopy {
    /// How many bytes beyond its end a match may read and write.
    static let overshoot = 63

    /// Copies `length` bytes from `source`, at least 16 bytes before `output` or from elsewhere.
    @inline(__always)
    static func words(_ source: UnsafeRawPointer, to output: UnsafeMutableRawPointer, length: Int) {
        copy16(source, output)
        copy16(source + 16, output + 16)
        copy16(source + 32, output + 32)
        copy16(source + 48, output + 48)
        if length <= 64 { return }
        var (source, target) = (source + 64, output + 64)
        let end = output + length
        repeat {
            copy16(source, target)
            copy16(source + 16, target + 16)
            source += 32
            target += 32
        } while target < end
    }

    /// Copies what was written `distance` bytes before `output`, less than 16.
    static func pattern(to output: UnsafeMutableRawPointer, distance: Int, length: Int) {
        var (source, target) = (UnsafeRawPointer(output + (0 &- distance)), output)
        let end = output + length
        // Each step makes as many bytes as there are between source and target, eight at most.
        let step = min(distance, 8)
        repeat {
            target.storeBytes(of: source.loadUnaligned(as: UInt64.self), as: UInt64.self)
            source += step
            target += step
        } while target < end
    }

    /// Copies a match and nothing beyond it: its first `fromEnd` bytes, if any, from the end of the dictionary.
    static func exactly(
        _ dictionaryEnd: UnsafeRawPointer, _ fromEnd: Int, to output: UnsafeMutableRawPointer, distance: Int,
        length: Int
    ) {
        for index in 0..<length {
            let source =
                index < fromEnd ? dictionaryEnd - (fromEnd - index) : UnsafeRawPointer(output) + (index - distance)
            (output + index).storeBytes(of: source.load(as: UInt8.self), as: UInt8.self)
        }
    }

    @inline(__always)
    private static func copy16(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer) {
        target.storeBytes(of: source.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
    }
}
