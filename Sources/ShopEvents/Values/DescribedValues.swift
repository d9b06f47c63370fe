public import Choreography

// What the values that are one JSON text look like; the objects made of them describe themselves.

extension OrderID: DescribedValue {
    /// A UUID.
    public static var schema: Schema { .string("Names an order.", format: "uuid") }
}

extension SKU: DescribedValue {
    /// 1 to 64 letters, digits, `.`, `_` and `-`.
    public static var schema: Schema { .string(pattern: "^[A-Za-z0-9._-]{1,64}$") }
}

extension Currency: DescribedValue {
    /// Three capital letters.
    public static var schema: Schema { .string("ISO 4217.", pattern: "^[A-Z]{3}$") }
}

extension Reason: DescribedValue {
    /// Any text.
    public static var schema: Schema { .string("In words.") }
    /// What a customer may say.
    public static var example: Reason { "changed my mind" }
}

extension Timestamp: DescribedValue {
    /// ISO 8601 in UTC.
    public static var schema: Schema { .string("UTC, to the millisecond.", format: "date-time") }
}
