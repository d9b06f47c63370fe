import Choreography

/// Where a parcel goes: personal data, so its description shows the country only.
public struct ShippingAddress: Sendable, Hashable, Codable, CustomStringConvertible,
    CustomDebugStringConvertible
{
    /// The addressee.
    public let name: String
    /// Street and number.
    public let street: String
    /// The town.
    public let city: String
    /// The postal code; text, since not all are numbers.
    public let postalCode: String
    /// ISO 3166-1: two capital letters.
    public let country: String

    enum CodingKeys: String, CodingKey {
        case name, street, city, country
        case postalCode = "postal_code"
    }

    /// An address.
    public init(name: String, street: String, city: String, postalCode: String, country: String) {
        self.name = name
        self.street = street
        self.city = city
        self.postalCode = postalCode
        self.country = country
    }

    /// Nothing personal.
    public var description: String { "an address in \(country)" }
    /// Nothing personal.
    public var debugDescription: String { description }

    /// No over-long text and no control characters.
    func validate(_ path: String) throws(InvalidEvent) {
        try Check.text(name, "\(path).name")
        try Check.text(street, "\(path).street")
        try Check.text(city, "\(path).city")
        try Check.text(postalCode, "\(path).postal_code")
        try Check.text(country, "\(path).country")
    }
}
