/// A value that is one JSON text, number or truth value, with its form in words that a machine understands.
///
/// What a type reads by `init(from:)` as an object or a list describes itself (see ``Schema/init(describing:)``);
/// what it reads as a single value says here what may stand there.
public protocol DescribedValue: Decodable, Sendable {
    /// What it looks like in JSON.
    static var schema: Schema { get }
    /// One that fits.
    static var example: Self { get }
}

extension String: DescribedValue {
    /// Any text.
    public static var schema: Schema { .string() }
    /// `text`
    public static var example: String { "text" }
}

extension Bool: DescribedValue {
    /// true or false.
    public static var schema: Schema { .boolean() }
    /// true
    public static var example: Bool { true }
}

extension Int: DescribedValue {
    /// Any whole number.
    public static var schema: Schema { .integer() }
    /// 1
    public static var example: Int { 1 }
}

extension Int64: DescribedValue {
    /// Any whole number.
    public static var schema: Schema { .integer() }
    /// 1
    public static var example: Int64 { 1 }
}
