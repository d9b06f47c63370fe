import Choreography

/// What several events check alike. Field paths are named, once something is wrong; values never quoted: they may be
/// personal.
enum Check {
    /// The most bytes that one text may have.
    static let maxTextBytes = 500
    /// The most lines that one order may have.
    static let maxLines = 500
    /// The most pieces in one line, one delivery.
    static let maxQuantity = 1_000_000

    /// Not too long, and without control characters (which could break mail headers and logs).
    static func text(_ text: String, _ field: @autoclosure () -> String) throws(InvalidEvent) {
        guard text.utf8.count <= maxTextBytes else {
            throw InvalidEvent(field: field(), reason: "must not be longer than \(maxTextBytes) bytes")
        }
        guard !text.unicodeScalars.contains(where: isControl) else {
            throw InvalidEvent(field: field(), reason: "must not contain control characters")
        }
    }

    /// As ``text(_:_:)``, and not blank.
    static func filled(_ text: String, _ field: @autoclosure () -> String) throws(InvalidEvent) {
        try self.text(text, field())
        guard !text.isBlank else { throw InvalidEvent(field: field(), reason: "must not be empty") }
    }

    /// Something before and after one `@`, without blanks: not a proof that the address exists.
    static func emailAddress(_ text: String, _ field: @autoclosure () -> String) throws(InvalidEvent) {
        try self.text(text, field())
        let (scalars, at) = (text.unicodeScalars, "@" as Unicode.Scalar)
        guard let sign = scalars.firstIndex(of: at), sign != scalars.startIndex,
            case let rest = scalars[scalars.index(after: sign)...], !rest.isEmpty, !rest.contains(at),
            !scalars.contains(where: isBlank)
        else {
            throw InvalidEvent(field: field(), reason: "must be a mail address")
        }
    }

    /// An amount of minor units, zero or more.
    static func amount(_ amount: Int64, _ field: @autoclosure () -> String) throws(InvalidEvent) {
        guard amount >= 0 else { throw InvalidEvent(field: field(), reason: "must not be negative") }
    }

    /// A number of pieces from `least` to ``maxQuantity``.
    static func quantity(_ quantity: Int, atLeast least: Int, _ field: @autoclosure () -> String)
        throws(InvalidEvent)
    {
        guard quantity >= least else {
            throw InvalidEvent(field: field(), reason: "must be at least \(least)")
        }
        guard quantity <= maxQuantity else {
            throw InvalidEvent(field: field(), reason: "must be at most \(maxQuantity)")
        }
    }

    /// Lines with prices; `least` pieces in each.
    static func lines(_ lines: [OrderLine], atLeast least: Int) throws(InvalidEvent) {
        guard lines.count <= maxLines else {
            throw InvalidEvent(field: "lines", reason: "must be at most \(maxLines)")
        }
        for (index, line) in lines.enumerated() {
            try quantity(line.quantity, atLeast: least, "lines[\(index)].quantity")
            try amount(line.unitPrice, "lines[\(index)].unit_price")
        }
    }

    /// White space; of ASCII known without a look at the properties of all of Unicode.
    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            ? scalar == " " || (0x09...0x0D).contains(scalar.value) : scalar.properties.isWhitespace
    }

    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }
}

extension String {
    /// Whether there is nothing in it but white space, if anything at all.
    package var isBlank: Bool { unicodeScalars.allSatisfy(Check.isBlank) }
}
