/// The JSON form in which an aggregate's state is kept as a snapshot.
///
/// A snapshot saves time and holds nothing that the stream does not: one of another version is ignored and
/// later replaced. So the version has to rise with every change of the form and with every change of the
/// rules that makes old facts amount to another state; there is nothing to upcast.
public protocol SnapshotForm<State> {
    /// What the facts amount to.
    associatedtype State: Sendable

    /// The version of the form and of the rules behind it, from 1.
    static var version: Int { get }

    /// The state as JSON.
    static func data(of state: State) throws -> String

    /// Reads this version; what it throws makes the snapshot ignored.
    static func state(from data: String) throws -> State
}
