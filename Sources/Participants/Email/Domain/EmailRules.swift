/// The rules of the mail: one mail per order and kind, and news that come before we know whom to write to
/// are kept until we do.
///
/// Mail is sent outside: ``letters(for:in:)`` says which, and how that ended comes in with the command. A
/// command some of whose letters were not tried decides nothing.
public enum EmailRules {
    /// One order's correspondence.
    public typealias State = Correspondence

    /// What is asked of us.
    public struct Command: Sendable, Hashable {
        /// What to tell.
        public var news: News
        /// Whom to tell, where the event says so.
        public var addressee: Addressee?
        /// How the letters ended.
        public var outcomes: [MailKind: Correspondence.Outcome]

        /// Tell `news`.
        public init(
            _ news: News, to addressee: Addressee? = nil,
            outcomes: [MailKind: Correspondence.Outcome] = [:]
        ) {
            self.news = news
            self.addressee = addressee
            self.outcomes = outcomes
        }
    }

    /// A mail to be written.
    public struct Letter: Sendable, Hashable {
        /// What it tells.
        public let news: News
        /// To whom, about what.
        public let addressee: Addressee
    }

    /// What has become true of the correspondence.
    public enum Fact: Sendable, Hashable {
        /// We know whom to write to.
        case introduced(Addressee)
        /// To be told later.
        case kept(News)
        /// The mail of this news ended so.
        case written(News, Correspondence.Outcome)
    }

    /// Nothing heard yet.
    public static let initial = Correspondence()
}
