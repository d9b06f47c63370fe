import Email
import ShopEvents
import Synchronization

/// Takes every letter; one that comes again under the same Message-ID is the same letter.
final class RecordingPost: Mailer {
    private struct State {
        var refused: Set<String> = []
        var letters: Set<String> = []
    }

    private let state = Mutex(State())

    /// Message-IDs and subjects.
    var letters: [String] { state.withLock { $0.letters.sorted() } }

    /// Takes no letter about the order, for no reason that passes by itself; or takes them again.
    func refuses(_ refuses: Bool, letters order: OrderID) {
        state.withLock { state in
            if refuses { state.refused.insert(order.text) } else { state.refused.remove(order.text) }
        }
    }

    func send(_ mail: Mail) async throws(MailError) {
        let isTaken = state.withLock { state in
            guard !mail.extraHeaders.contains(where: { state.refused.contains($0.value) }) else {
                return false
            }
            state.letters.insert("\(mail.messageID) \(mail.subject)")
            return true
        }
        guard isTaken else {
            throw MailError(code: .rejected, message: "the content is not taken", isTransient: false)
        }
    }
}
