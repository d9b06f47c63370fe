/// By what a return tells its message.
struct ReturnKey: Hashable {
    /// Where there is none, the first message of the same exchange and routing key is meant.
    var messageID: String?
    /// Where it was published to.
    var exchange: String
    /// What it was published with.
    var routingKey: String
}

/// What can be told by a return. Asked for only once there is one.
protocol Returnable {
    /// The key of a mandatory message; `nil` for one that does not come back.
    var returnKey: ReturnKey? { get }
}
