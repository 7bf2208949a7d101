import ArgumentParser
import ClinicServer
import HealthFormats
import LedgerEngine
import MedicalLedger
import MerkleLog
import SegmentStore
import Wording

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What a person is told of an error, and the exit code that a script is told.
///
/// The exit codes are those of sysexits(3), and 1 for a verification that failed.
struct Complaint {
    let sentence: String
    let exitCode: ExitCode

    private enum Code {
        static let verificationFailed = ExitCode(1)
        static let badData = ExitCode(65)
        static let noInput = ExitCode(66)
        static let internalFault = ExitCode(70)
        static let cannotCreate = ExitCode(73)
        static let inputOutput = ExitCode(74)
        static let temporary = ExitCode(75)
        static let permission = ExitCode(77)
    }

    /// Nil for the parser's own errors, which it words itself.
    init?(_ error: any Error) {
        switch error {
        case let error as MedicalError:
            var values = error.values
            if let reason = values["reason"], Wording.sentences[reason] != nil {
                values["reason"] = say(reason, values)
            }
            if let rule = values["rule"] { values["rule"] = say("finding.rule.\(rule)") }
            sentence = say("error.\(error.code)", values)
            exitCode =
                switch error.fate {
                case .refused, .badInput: Code.badData
                case .noInput: Code.noInput
                case .cannotCreate: Code.cannotCreate
                case .damaged, .unverified: Code.verificationFailed
                case .failed: Code.inputOutput
                case .permission: Code.permission
                }
        case let error as LedgerError: (sentence, exitCode) = Self.words(of: error)
        case let error as StoreError: (sentence, exitCode) = Self.words(of: error)
        case let error as MerkleLogError:
            sentence = say("error.text", ["reason": say(error.code.rawValue, error.values)])
            exitCode = Code.badData
        case let reason as Reason:
            sentence = say(reason.code, reason.values)
            exitCode = Code.badData
        case let error as Console.OutputError:
            let cause = String(cString: strerror(error.number))
            sentence = say("error.output", ["file": error.file, "cause": cause])
            exitCode = error.number == EACCES || error.number == EPERM ? Code.permission : Code.inputOutput
        case is ExitCode, is ValidationError, is CleanExit: return nil
        default:
            // The parser's errors are not public types; it knows its own.
            guard ClinicLedgerCommand.exitCode(for: error) == .failure else { return nil }
            sentence = say("error.unknown", ["detail": String(describing: error)])
            exitCode = Code.internalFault
        }
    }

    private static func words(of error: LedgerError) -> (String, ExitCode) {
        if let cause = error.cause, error.code == .storage { return words(of: cause) }
        let place = error.place.words(in: Speech.language)
        switch error.code {
        case .damaged:
            let what = Finding.words(error.reason, in: Speech.language)
            return (say("error.damaged", ["what": what, "place": place]), Code.verificationFailed)
        case .rolledBack: return (say("error.ledger.rolledBack", ["place": place]), Code.verificationFailed)
        case .behindCheckpoint: return (say("error.behindCheckpoint", ["place": place]), Code.verificationFailed)
        default:
            return (say("error.ledger.\(error.code.rawValue)", ["place": place, "reason": error.reason]), Code.badData)
        }
    }

    private static func words(of error: StoreError) -> (String, ExitCode) {
        var values = error.values
        values["file"] = error.file ?? ""
        values["offset"] = error.offset.map(String.init) ?? ""
        values["operation"] = error.reason
        values["cause"] = error.errorNumber.map { String(cString: strerror($0)) } ?? error.reason
        if error.code == .damaged {
            let place = LedgerPlace(file: error.file, offset: error.offset)
            return words(of: LedgerError(.damaged, error.reason, place: place))
        }
        let sentence = say("error.store.\(error.code.rawValue)", values)
        switch error.code {
        case .permission: return (sentence, Code.permission)
        case .locked: return (sentence, Code.temporary)
        case .exists: return (sentence, Code.cannotCreate)
        default: return (sentence, Code.inputOutput)
        }
    }
}
