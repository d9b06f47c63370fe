/// How a projection is: how far, what keeps it, and what became of its last rebuild.
public struct ProjectionStatus: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// The version of the code that made the view that is read; 0 when it has yet to be built for the first
    /// time.
    public let version: Int
    /// The position of the last fact that the view holds; 0 when it holds none.
    public let position: Int64
    /// The position of the last fact that there is.
    public let head: Int64
    /// Why it cannot take in its next fact, for people; nil when it can. It tries again by itself.
    public let trouble: String?
    /// The rebuild that is running, or else the last one that ended since the process started.
    public let rebuild: Rebuild?

    /// How many facts it is behind.
    public var lag: Int64 { head - position }

    /// A rebuild of a projection, running or ended.
    public struct Rebuild: Sendable, Hashable {
        /// What has become of it.
        public enum State: String, Sendable, Hashable, CaseIterable {
            /// It takes in facts; the view that is read is the old one.
            case running
            /// The new view is in place.
            case finished
            /// It has ended before its time; the old view is in place.
            case failed
        }

        /// What has become of it.
        public let state: State
        /// The position of the last fact that it has taken in.
        public let position: Int64
        /// The position of the last fact that there was when it was last looked.
        public let head: Int64
        /// Why it failed, for people; nil unless it has.
        public let error: String?
    }
}
