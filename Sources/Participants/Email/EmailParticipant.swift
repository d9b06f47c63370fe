public import Choreography
import Foundation
public import GRDB
public import Logging
import ShopEvents

extension EmailRules: Decider {}

/// The voice that writes to customers and says nothing to anybody else.
public struct EmailParticipant: Participant {
    /// `email`
    public let name = "email"
    private let mailroom: Mailroom
    private let addressRetention: Duration

    /// - Parameters:
    ///   - middleware: what every mail goes through on its way to the mailer.
    ///   - addressRetention: how long after the order a customer's name, address and receipt are kept; must
    ///     be longer than a parcel may take. What happens later is no longer told.
    ///   - logger: is told of mails that cannot be delivered, without the address.
    public init(
        mailer: any Mailer, sender: Sender, through middleware: [any Middleware] = .mailServer(),
        addressRetention: Duration = .seconds(90 * 86_400), logger: Logger = Logger(label: "email")
    ) {
        mailroom = Mailroom(mailer: mailer, sender: sender, mailerCalls: middleware, logger: logger)
        self.addressRetention = addressRetention
    }

    /// What email hears.
    public var reactions: [Reaction] {
        [
            hear(OrderPlaced.self), hear(OrderRejected.self), hear(OrderConfirmed.self),
            hear(OrderCancelled.self), hear(OrderCancelRefused.self), hear(ShippingDispatched.self),
            hear(ShippingDelivered.self),
        ]
    }

    /// Creates `addressees` and `mails`.
    public func migrate(_ migrator: inout DatabaseMigrator) { EmailSchema.register(in: &migrator) }

    private func hear<E: OrderEvent>(_ type: E.Type) -> Reaction {
        .on(type) { event, preparation in
            guard let command = EmailRules.Command(hearing: event) else { return nil }
            let order = event.orderID
            let known = try await preparation.read { try EmailStore.correspondence(of: order, in: $0) }
            let letters = EmailRules.letters(for: command, in: known)
            guard !letters.isEmpty else { return nil }
            let date = SendingTime.time(of: preparation.context.messageID) ?? Date()
            return try await mailroom.send(letters, about: order, at: date, in: preparation.call)
        } react: { event, outcomes, transaction in
            try react(to: event, outcomes ?? [:], transaction)
        }
    }

    private func react(
        to event: some OrderEvent, _ outcomes: [MailKind: Correspondence.Outcome],
        _ transaction: Transaction
    ) throws {
        guard let command = EmailRules.Command(hearing: event, outcomes: outcomes) else { return }
        let known = try EmailStore.correspondence(of: event.orderID, in: transaction.db)
        guard EmailRules.letters(for: command, in: known).allSatisfy({ outcomes[$0.news.kind] != nil }) else {
            throw Failure.transient(.reactionFailed, "the correspondence changed before its mails were sent")
        }
        for fact in EmailRules.decide(command, in: known) {
            try EmailStore.record(fact, of: event.orderID, at: transaction.now, in: transaction.db)
        }
        if event is OrderPlaced {
            let limit = transaction.now - addressRetention / .seconds(1)
            try EmailStore.forgetAddressees(keptBefore: limit, in: transaction.db)
        }
    }
}
