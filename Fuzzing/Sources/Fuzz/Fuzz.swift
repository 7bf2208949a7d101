#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// libFuzzer's own main function, for programs that have one already.
@_silgen_name("LLVMFuzzerRunDriver")
private func run(
    _ argumentCount: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@main enum Fuzz {
    /// The target that CLINICLEDGER_FUZZ names.
    private static let target = getenv("CLINICLEDGER_FUZZ").flatMap { FuzzTarget(rawValue: String(cString: $0)) }

    static func main() {
        guard target != nil else {
            say("CLINICLEDGER_FUZZ must be one of: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))")
            exit(64)
        }
        var (count, arguments) = (CommandLine.argc, CommandLine.unsafeArgv)
        exit(
            run(&count, &arguments) { start, count in
                guard let wrong = Fuzz.target?.run(Array(UnsafeBufferPointer(start: start, count: count))) else {
                    return 0
                }
                Fuzz.say(wrong)
                abort()
            })
    }

    private static func say(_ text: String) {
        var line = text + "\n"
        line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
