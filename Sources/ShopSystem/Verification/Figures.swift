/// What there is in the five databases and on the broker. What only the broker knows is nil where it was not
/// asked.
public struct Figures: Sendable, Hashable, Encodable {
    /// So many messages or rows, worth so much together.
    public struct Sum: Sendable, Hashable, Encodable {
        /// ISO 4217.
        public let currency: String
        /// How many.
        public let count: Int
        /// In minor units of ``currency``.
        public let amount: Int64
    }

    /// Where the units of one sku are.
    public struct Stock: Sendable, Hashable, Encodable {
        /// The goods.
        public let sku: String
        /// When the books were opened, and what came in since.
        public let initial, received: Int
        /// Free, set aside, handed to the carrier.
        public let onHand, reserved, shipped: Int

        enum CodingKeys: String, CodingKey {
            case sku, initial, received, reserved, shipped
            case onHand = "on_hand"
        }
    }

    /// Dead letters that have the same cause.
    public struct DeadLetters: Sendable, Hashable, Encodable {
        /// Who could not go on.
        public let participant: String
        /// Its `x-exception-type`, or the broker's reason.
        public let reason: String
        /// How many.
        public let count: Int
    }

    /// One participant's backlog.
    public struct Backlog: Sendable, Hashable, Encodable {
        /// Whose.
        public let participant: String
        /// In its queue, or in its hands and not acknowledged; nil: not asked.
        public let queue: Int?
        /// Said, not confirmed.
        public let outbox: Int
        /// Said, and refused by the broker.
        public let parked: Int
        /// To be tried again.
        public let retries: Int
    }

    /// Distinct order requests in the history; nil: not asked.
    public let requested: Int?
    /// Orders that were placed.
    public let accepted: Int
    /// Orders that made no business sense.
    public let rejected: Int
    /// Sound requests that neither order nor a dead letter knows; nil: not asked.
    public let lost: Int?
    /// Effects that were stated more than once for one order, under several message ids; nil: not asked.
    public let duplicated: Int?
    /// Orders by status.
    public let orders: [String: Int]
    /// Totals of confirmed, shipped and delivered orders.
    public let confirmedTotals: [Sum]
    /// Money taken, whether it was given back or not.
    public let charges: [Sum]
    /// Money given back.
    public let refunds: [Sum]
    /// By sku.
    public let stock: [Stock]
    /// Reservations by status.
    public let reservations: [String: Int]
    /// Shipments by status.
    public let shipments: [String: Int]
    /// Mails that were sent, by kind.
    public let mails: [String: Int]
    /// Mails in the mail folder or file; nil: there is none.
    public let mailFiles: Int?
    /// By participant and reason; nil: not asked.
    public let deadLetters: [DeadLetters]?
    /// Distinct events in the history, by type; nil: not asked.
    public let events: [String: Int]?
    /// Events that the history has again under the same message id, which is harmless; nil: not asked.
    public let repeated: Int?
    /// By participant.
    public let backlog: [Backlog]

    enum CodingKeys: String, CodingKey {
        case requested, accepted, rejected, lost, duplicated, orders
        case confirmedTotals = "confirmed_totals"
        case charges, refunds, stock, reservations, shipments, mails
        case mailFiles = "mail_files"
        case deadLetters = "dead_letters"
        case events, repeated, backlog
    }
}
