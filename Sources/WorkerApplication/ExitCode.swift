import Choreography
import Glibc
import ServiceLifecycle

/// How a worker ends, for whoever started it: 0, 1, and those of `sysexits.h`.
enum ExitCode: Int32, CaseIterable, Sendable {
    case success = 0
    case failure = 1
    case usage = 64
    case damagedData = 65
    case noInput = 66
    case unavailable = 69
    case defect = 70
    case cannotCreate = 73
    case temporaryFailure = 75
    case badConfiguration = 78

    init(for error: any Error) {
        switch error {
        case let problems as SettingsProblems: self = problems.exitCode
        case let error as StoreError: self.init(for: error.code)
        case is WrongSetting, is InvalidConfiguration: self = .usage
        case is NoDataFolder: self = .cannotCreate
        case is CannotListen: self = .unavailable
        case is Miscast, is ScoreMismatch: self = .defect
        default: self = .failure
        }
    }

    private init(for code: StoreError.Code) {
        switch code {
        case .inUse: self = .temporaryFailure
        case .missing: self = .noInput
        case .corrupt: self = .damagedData
        case .inaccessible: self = .cannotCreate
        }
    }

    /// For the help text.
    var meaning: String {
        switch self {
        case .success: "ended as asked, by SIGTERM or SIGINT"
        case .failure: "any other trouble; the message says which"
        case .usage: "a setting is unknown or wrong"
        case .damagedData: "the database is damaged or not a database; it is left as it is"
        case .noInput: "the database, or a file named in a setting, is missing"
        case .unavailable: "the HTTP door cannot open"
        case .defect: "reactions and score do not fit: a defect of this program"
        case .cannotCreate: "the data folder or the database cannot be made or written"
        case .temporaryFailure: "another worker has the database open"
        case .badConfiguration: "the configuration file cannot be understood"
        }
    }
}

/// A setting whose value is well-formed and still cannot be used: a file that is not there, a mail server
/// without a sender. Thrown where a participant is made.
public struct WrongSetting: Error, Hashable, CustomStringConvertible {
    /// What is wrong, under the names by which the setting is set.
    public let description: String

    /// - Parameter reason: Completes "... cannot be used: "; must not repeat a secret.
    public init(_ setting: some SettingDeclaration, _ reason: String) {
        description = "\(setting.flag) (\(setting.environmentName)) cannot be used: \(reason)"
    }
}

/// The participant is not the one that the program says it is.
struct Miscast: Error, CustomStringConvertible {
    let expected: String
    let actual: String
    var description: String { "this is the worker of `\(expected)`, but it was given `\(actual)`" }
}
