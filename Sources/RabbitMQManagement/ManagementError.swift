/// A request to the management API that did not succeed. Never holds a password.
public struct ManagementError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was asked, as in `PUT /api/queues/shop/payment at 127.0.0.1:15672`.
    public let request: String
    /// The HTTP status; nil when there was no answer.
    public let status: Int?
    /// What the broker or the network said.
    public let reason: String
    /// What to do about it.
    public let advice: String

    /// One line with all of it.
    public var description: String {
        "\(request) failed\(status.map { " (HTTP \($0))" } ?? ""): \(reason). \(advice)."
    }

    /// Whether the broker says that there is no such thing.
    public var isNotFound: Bool { status == 404 }

    static func advice(for status: Int) -> String {
        switch status {
        case 401: "Check user and password of the management URL; the user needs the tag administrator"
        case 403: "The user needs the tag administrator"
        case 404: "Check that the virtual host and the name exist"
        case 400:
            "Compare what is there with what was asked; a queue or exchange that exists with other "
                + "arguments must be emptied and deleted first"
        case 500...: "See the broker's log; try again when it has settled"
        default: "See the broker's log"
        }
    }
}
