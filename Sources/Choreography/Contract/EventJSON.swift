import Foundation

/// The one place where events become bytes and bytes events.
package enum EventJSON {
    /// The event's bytes, the same for the same event.
    package static func encode(_ event: some Event) throws -> [UInt8] {
        try JSONCoder.encode(event)
    }

    /// Decodes and validates; what is wrong comes as ``InvalidEvent`` with the field's path.
    package static func decode<E: Event>(_ type: E.Type, version: Int, from body: [UInt8]) throws -> E {
        let event: E
        do {
            event =
                try version == E.version
                ? JSONCoder.decode(E.self, from: body) : earlier(E.self, version: version, from: body)
        } catch let error as DecodingError {
            throw InvalidEvent(error)
        }
        try event.validate()
        return event
    }

    /// An event's own reader of older versions is likely to be Foundation's.
    private static func earlier<E: Event>(_ type: E.Type, version: Int, from body: [UInt8]) throws -> E {
        try JSONCoder.check(body)
        return try E.upcast(Data(body), from: version)
    }
}

extension InvalidEvent {
    package init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(field: Self.path(context.codingPath + [key]), reason: "is missing", kind: .wrongShape)
        case .typeMismatch(let type, let context):
            self.init(
                field: Self.path(context.codingPath), reason: "must be \(Self.name(of: type))",
                kind: .wrongShape)
        case .valueNotFound(let type, let context):
            self.init(
                field: Self.path(context.codingPath), reason: "must be \(Self.name(of: type)), not null",
                kind: .wrongShape)
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            self.init(field: nil, reason: "the body is not valid JSON", kind: .notJSON)
        case .dataCorrupted(let context):
            self.init(field: Self.path(context.codingPath), reason: context.debugDescription)
        @unknown default:
            self.init(field: nil, reason: "the body has not the expected shape", kind: .wrongShape)
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String? {
        guard !keys.isEmpty else { return nil }
        return keys.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += (path.isEmpty ? "" : ".") + key.stringValue
            }
        }
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is any BinaryInteger.Type: "a whole number"
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is [Any].Type: "a list"
        default: String(describing: type).hasPrefix("Array") ? "a list" : "an object"
        }
    }
}
