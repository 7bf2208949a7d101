/// A byte count for people.
public enum Size {
    /// The size with its unit: `512 B`, `12.3 kB`.
    public static func words(_ bytes: UInt64) -> String {
        if bytes < 10_000 { return "\(bytes) B" }
        let (unit, name): (UInt64, String) =
            bytes < 10_000_000 ? (1000, "kB") : bytes < 10_000_000_000 ? (1_000_000, "MB") : (1_000_000_000, "GB")
        return "\(bytes / unit).\(bytes % unit * 10 / unit) \(name)"
    }
}
