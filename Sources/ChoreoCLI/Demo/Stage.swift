import ShopSystem

/// Where the story is played: real processes on a real broker, or everything in this one.
protocol Stage: Sendable {
    /// All that is said.
    var chronicle: Chronicle { get }

    /// Publishes, and waits for the confirm.
    func say(_ message: OutsideMessage) async throws

    /// Holds a participant where it is.
    func pause(_ participant: String) async throws

    /// Lets it go on.
    func resume(_ participant: String) async throws

    /// What lies in the dead-letter queues.
    func deadLetters() async throws -> [DeadLetterEntry]

    /// The folder of the order participant's database.
    var orderDatabase: String { get }

    /// The folder in which mails are written.
    var maildir: String { get }

    /// How the participants are doing, when something went wrong.
    func lastWords() -> [String]
}
