import Foundation

extension JSONDocument {
    /// The value at `place` as it decodes itself.
    func value<Value: Decodable>(_ type: Value.Type, at place: UInt32) throws -> Value {
        if type == Data.self || type == URL.self || type == Decimal.self {
            return try foreign(type, at: place)
        }
        // A date decodes itself, but null is missed as a date and not as the number that it is made of.
        if type == Date.self, self[place].kind == .null { throw unfit(type, at: place) }
        return try Value(from: JSONReading(document: self, place: place))
    }

    /// The string at `place`.
    func text(at place: UInt32) throws -> String {
        guard let text = try self[place].text(in: bytes) else { throw unfit(String.self, at: place) }
        return text
    }

    /// The boolean at `place`; null is one of the wrong type.
    func answer(at place: UInt32) throws -> Bool {
        switch self[place].kind {
        case .yes: return true
        case .no: return false
        default: throw mismatch(Bool.self, at: place)
        }
    }

    /// The whole number at `place`, however it is written.
    @inline(__always)
    func integer<Value: FixedWidthInteger & Decodable>(_ type: Value.Type, at place: UInt32) throws -> Value {
        let entry = self[place]
        guard entry.kind == .number else { throw unfit(type, at: place) }
        if let number = plainInteger(entry), number >= 0 || Value.isSigned, let value = Value(exactly: number)
        {
            return value
        }
        return try foreign(type, at: place)
    }

    /// The floating-point number at `place`.
    func float<Value: BinaryFloatingPoint & LosslessStringConvertible & Decodable>(
        _ type: Value.Type, at place: UInt32
    ) throws -> Value {
        let entry = self[place]
        guard entry.kind == .number else { throw unfit(type, at: place) }
        if let number = plainInteger(entry), number != 0 || entry.count == 1 { return Value(number) }
        let digits = bytes.withElements(entry.range, Array.init)
        // What rounds to zero or to infinity is left to the other, who tells which zeros are meant.
        if JSONNumber.isNumber(digits), let value = Value(String(decoding: digits, as: UTF8.self)),
            value.isFinite, !value.isZero
        {
            return value
        }
        return try foreign(type, at: place)
    }

    /// The number of nothing but up to 18 digits and a sign; nil for all others.
    private func plainInteger(_ entry: Entry) -> Int64? {
        bytes.withElements(entry.range, JSONNumber.plainInteger)
    }
}

extension JSONDocument {
    /// The value at `place`, which is no list or object, as Foundation reads it.
    private func foreign<Value: Decodable>(_ type: Value.Type, at place: UInt32) throws -> Value {
        do {
            // In a list, so that an error about the value has a path and one about the text has none.
            return try JSONDecoder().decode(
                One<Value>.self, from: Data("[".utf8 + source(at: place) + "]".utf8)
            ).value
        } catch let error as DecodingError {
            throw error.moved(to: path(to: place))
        }
    }

    private struct One<Value: Decodable>: Decodable {
        let value: Value

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            value = try container.decode(Value.self)
        }
    }

    /// The text of the value at `place`; that of a list or an object is not needed here but for what it is.
    private func source(at place: UInt32) -> [UInt8] {
        let entry = self[place]
        switch entry.kind {
        case .null: return Array("null".utf8)
        case .yes: return Array("true".utf8)
        case .no: return Array("false".utf8)
        case .number: return bytes.withElements(entry.range, Array.init)
        case .asciiText, .plainText, .text:
            return bytes.withElements(entry.range) { [UInt8(ascii: "\"")] + $0 + [UInt8(ascii: "\"")] }
        case .list: return Array("[]".utf8)
        case .object, .oddObject: return Array("{}".utf8)
        }
    }
}

extension JSONDocument.Entry {
    /// The string that it is; nil when it is none.
    ///
    /// - Throws: `DecodingError` when it is not valid.
    func text(in bytes: borrowing JSONRoom<UInt8>) throws -> String? {
        switch kind {
        case .asciiText: return bytes.withElements(range) { String(decoding: $0, as: UTF8.self) }
        case .plainText:
            let text = bytes.withElements(range) { String(validating: $0, as: UTF8.self) }
            guard let text else { throw DecodingError.notJSON }
            return text
        case .text: return try bytes.withElements(range, JSONEscapes.text(of:))
        default: return nil
        }
    }
}
