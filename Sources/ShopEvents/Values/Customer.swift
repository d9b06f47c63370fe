import Choreography

/// Who orders: personal data, so its description shows the shop's own number only.
public struct Customer: Sendable, Hashable, Codable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The shop's number for this customer.
    public let id: String
    /// As the customer wants to be called.
    public let name: String
    /// Where mails go.
    public let email: String

    enum CodingKeys: String, CodingKey {
        case id, name, email
    }

    /// A customer.
    public init(id: String, name: String, email: String) {
        self.id = id
        self.name = name
        self.email = email
    }

    /// Nothing personal.
    public var description: String { "customer \(id)" }
    /// Nothing personal.
    public var debugDescription: String { description }

    /// No over-long text, no control characters, and an address that a mail could be sent to.
    func validate(_ path: String) throws(InvalidEvent) {
        try Check.text(id, "\(path).id")
        try Check.text(name, "\(path).name")
        try Check.emailAddress(email, "\(path).email")
    }
}
