import GRDB

/// One set of tables that is being made of the stream: the one that is read, or the one that is to replace
/// it.
struct HistoryBuild: Sendable, Hashable {
    static let live = ""
    static let rebuild = "_rebuild"

    /// What the names of its tables end with.
    var suffix: String
    let version: Int
    /// Distinguishes the indexes, which SQLite cannot rename.
    let generation: Int64
    /// The last place that was looked at; nil before the first.
    var position: Int64?
    /// What stands there, by which the stream is known again; nil when it had no message id.
    var messageID: String?
    /// Where it replaces the live one; nil for the live one.
    var target: Int64?

    var isDue: Bool { target.map { (position ?? -1) >= $0 } ?? false }
}

extension HistoryBuild: FetchableRecord {
    init(row: Row) {
        suffix = row["suffix"]
        version = row["version"]
        generation = row["generation"]
        position = row["position"]
        messageID = row["message_id"]
        target = row["target"]
    }
}
