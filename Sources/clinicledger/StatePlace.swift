#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where this machine keeps what it must remember of ledgers apart from them.
enum StatePlace {
    /// `$CLINICLEDGER_STATE`, else for root `/var/lib/clinicledger`, else `$XDG_STATE_HOME/clinicledger` or
    /// `~/.local/state/clinicledger`; nil where there is no home.
    ///
    /// Processes of several users that write to one ledger must be given the same place.
    /// Specification: XDG Base Directory Specification, where a path that is not absolute counts as unset.
    static var directory: String? {
        if let named = Speech.environment("CLINICLEDGER_STATE") { return named }
        if geteuid() == 0 { return "/var/lib/clinicledger" }
        if let state = Speech.environment("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/clinicledger" }
        return Speech.environment("HOME").map { $0 + "/.local/state/clinicledger" }
    }
}
