/// A place in a list or an object, as it appears in coding paths.
struct JSONKey: CodingKey {
    /// The field's name, or `Index 0` as Foundation puts it.
    let stringValue: String
    /// The place in a list, from 0; nil for a field.
    let intValue: Int?

    /// Where the part of the superclass stands.
    static let ofSuper = JSONKey(stringValue: "super")

    /// A field of an object.
    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    /// An element of a list, from 0.
    init(intValue: Int) {
        stringValue = "Index \(intValue)"
        self.intValue = intValue
    }
}
