/// There is no projection of this name.
public struct UnknownProjection: Error, Hashable, CustomStringConvertible {
    /// What was asked for.
    public let name: String
    /// What there is.
    public let known: [String]
    /// Names both.
    public var description: String { "no projection \(name); there are: \(known.joined(separator: ", "))" }
}

/// The projection is being rebuilt already; wait for that to end.
public struct AlreadyRebuilding: Error, Hashable, CustomStringConvertible {
    /// Which projection.
    public let name: String
    /// Names it.
    public var description: String { "the projection \(name) is being rebuilt already" }
}

/// A projection writes to a table that it does not name among its own.
public struct UndeclaredTable: Error, Hashable, CustomStringConvertible {
    /// Which table.
    public let name: String
    /// Names it.
    public var description: String { "the table \(name) is not among the projection's tables" }
}

/// The projection is being built for the first time; ask again later.
public struct ProjectionNotBuilt: Error, Hashable, CustomStringConvertible {
    /// Which projection.
    public let name: String
    /// Names it.
    public var description: String {
        "the projection \(name) is being built for the first time; ask again later"
    }
}
