import Choreography
import RabbitMQ
import RabbitMQManagement
import ShopSystem

/// Why a command ends with something else than 0; the message says what, where and what to do.
struct CommandFailure: Error, Hashable {
    /// Those of `sysexits.h` where one fits.
    enum Code: Int32 {
        case failed = 1
        case badData = 65
        case unavailable = 69
        /// What is asked for may be possible later.
        case temporary = 75
        case interrupted = 130
    }

    let code: Code
    let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Translates the errors of the modules below; nil for those of the argument parser.
    init?(_ error: any Error) {
        switch error {
        case let error as SystemError:
            let code: Code =
                switch error.code {
                case .alreadyRunning: .temporary
                case .notRunning, .brokerUnavailable: .unavailable
                case .unknownEvent: .badData
                case .executableMissing, .workerFailed, .timedOut, .fileAccess: .failed
                case .unreadableDatabase, .unreadableRecord: .badData
                }
            self.init(code, error.message)
        case let error as AMQPError:
            self.init(.unavailable, "the broker: \(error)")
        case let error as ManagementError:
            self.init(.unavailable, error.description)
        case let error as InvalidEvent:
            self.init(.badData, error.description)
        case let error as StoreError:
            self.init(.failed, error.description)
        case let error as CommandFailure:
            self = error
        default: return nil
        }
    }
}
