public import Foundation

/// How far a read model is, and how it is, at one moment.
public struct HistoryStatus: Sendable, Hashable {
    /// Whether it has a live subscription to the stream.
    public var isFollowing: Bool
    /// The place in the stream up to which everything is in; nil when nothing is.
    public var position: Int64?
    /// The last place that is known to be in the stream; it is looked up while following, and may be behind.
    public var head: Int64?
    /// While it is being built anew: the place at which it replaces the one that is read.
    public var rebuildsUntil: Int64?
    /// What retention has taken from the stream before it could be read, ever; the read model lacks it.
    public var gaps: [HistoryGap]
    /// What it has done since it was opened.
    public var figures: HistoryFigures
    /// Why it does not go on, in words; nil when it does.
    public var trouble: String?

    /// How many places it is behind, at least; nil while that is not known.
    public var lag: Int64? { head.map { max(0, $0 - (position ?? -1)) } }
}

/// What a follower has done since it was opened.
public struct HistoryFigures: Sendable, Hashable {
    /// Events that went in.
    public var applied = 0
    /// Events that stood in the stream once more.
    public var duplicates = 0
    /// What was left out: forged, malformed, or refused by the projection.
    public var refused = 0
}

/// Places of the stream that retention has removed before they were read.
public struct HistoryGap: Sendable, Hashable, CustomStringConvertible {
    /// The first place that is missing.
    public let first: Int64
    /// The last place that is missing.
    public let last: Int64
    /// When it was found.
    public let foundAt: Date
    /// From where to where.
    public var description: String { "offsets \(first) to \(last)" }
}

/// The stream is not the one that the read model was built from: it was deleted and made anew, or restored.
public struct HistoryReplaced: Error, Hashable, CustomStringConvertible {
    /// The place up to which the read model had come.
    public let position: Int64
    /// What to do.
    public var description: String {
        """
        the stream \(Topology.historyQueue) is another one than the read model was built from: what stood at \
        offset \(position) is not there; begin with a new file, or restore the stream
        """
    }
}
