import Choreography
import Foundation
import Glibc

/// Lets a test end this process at a step of a delivery. Only debug builds have it; a release takes no notice of
/// the variables.
enum CrashHook {
    /// `CHOREO_TEST_KILL`: `<step> <event type> <file>`; SIGKILL there, once: when the file is there it has
    /// happened.
    static let kill = "CHOREO_TEST_KILL"
    /// `CHOREO_TEST_POISON`: a message id; reacting to it is a memory fault, each time.
    static let poison = "CHOREO_TEST_POISON"

    static func points(_ environment: [String: String]) -> CrashPoints {
        #if DEBUG
            let (kill, poison) = (environment[kill].flatMap(Kill.init), environment[poison])
            guard kill != nil || poison != nil else { return .none }
            return CrashPoints { occasion in
                if occasion.messageID == poison, occasion.point == .reacting { memoryFault() }
                kill?.strike(at: occasion)
            }
        #else
            return .none
        #endif
    }

    #if DEBUG
        private struct Kill {
            let point: String
            let type: String
            let file: String

            init?(_ text: String) {
                let words = text.split(separator: " ").map(String.init)
                guard words.count == 3 else { return nil }
                (point, type, file) = (words[0], words[1], words[2])
            }

            func strike(at occasion: CrashOccasion) {
                guard occasion.point.rawValue == point, occasion.type == type else { return }
                let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
                guard descriptor >= 0 else { return }
                Glibc.kill(getpid(), SIGKILL)
            }
        }

        /// As a bug in a C library does it.
        private static func memoryFault() {
            UnsafeMutableRawPointer(bitPattern: 8)?.storeBytes(of: 1, as: UInt8.self)
        }
    #endif
}
