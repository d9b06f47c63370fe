/// Something in a ``Score`` that does not fit.
public struct ScoreProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of thing does not fit.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A participant or voice whose name cannot be a queue, a user and a prefix.
        case badName
        /// A type that is not two or more words joined by dots, or whose version is below 1.
        case malformedType
        /// One type in two Swift types: speaker and hearer would not mean the same.
        case twoForms
        /// Two that bear the same name.
        case duplicateName
        /// A participant with two steps for the same trigger, or an event listed twice in one place.
        case duplicateStep
        /// A type outside its speaker's prefix.
        case foreignPrefix
        /// A type that two may say.
        case twoOwners
        /// An event that is said and that nobody hears.
        case unheard
        /// An event that is heard and that nobody says.
        case unsaid
        /// A participant that hears no event.
        case hearsNothing
        /// An event that nothing from outside ever leads to.
        case unreachable
        /// An event listed as an end that is none.
        case contradiction
        /// A step without an undo, or with one that cannot be right.
        case missingUndo
        /// Events that set each other off for ever.
        case endlessLoop
    }

    /// What kind of thing does not fit.
    public let kind: Kind
    /// Where in the score.
    public let place: String
    /// What is wrong and what mends it.
    public let message: String

    /// `place: message`
    public var description: String { "\(place): \(message)" }
}
