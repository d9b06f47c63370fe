import Choreography
import ChoreographyTesting
import Email
import ShopEvents

/// The rules of the mail as they are, and a mailbox in which a mail that comes twice is one.
enum EmailVoice {
    struct State: Hashable, Sendable {
        var correspondence = EmailRules.initial
        var mailbox: Set<MailKind> = []
    }

    static func voice(of order: OrderID) -> ExplorationVoice {
        ExplorationVoice("email", about: order.text, initial: State()) { event, state in
            guard let event = event as? any ShopEvent, let asked = EmailRules.Command(hearing: event) else {
                return []
            }
            let letters = EmailRules.letters(for: asked, in: state.correspondence)
            let outcomes = letters.reduce(into: [MailKind: Correspondence.Outcome]()) {
                $0[$1.news.kind] = .sent
            }
            guard let command = EmailRules.Command(hearing: event, outcomes: outcomes) else { return [] }
            let mailbox = state.mailbox.union(outcomes.keys)
            let facts = EmailRules.decide(command, in: state.correspondence)
            let correspondence = EmailRules.fold(facts, from: state.correspondence)
            let done = ExplorationTurn(State(correspondence: correspondence, mailbox: mailbox))
            guard !letters.isEmpty else { return [done] }
            let unrecorded = State(correspondence: state.correspondence, mailbox: mailbox)
            return [done, ExplorationTurn(unrecorded, note: "the mail is sent", dies: true)]
        }
    }
}
