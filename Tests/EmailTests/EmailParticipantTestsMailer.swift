import Email
import Synchronization

/// Keeps what is sent, and fails as told.
final class RecordingMailer: Mailer {
    private let state = Mutex((sent: [Mail](), error: MailError?.none))

    var sent: [Mail] { state.withLock { $0.sent } }

    func fail(with error: MailError?) { state.withLock { $0.error = error } }

    func send(_ mail: Mail) async throws(MailError) {
        let error = state.withLock { state in
            if state.error == nil { state.sent.append(mail) }
            return state.error
        }
        if let error { throw error }
    }
}
