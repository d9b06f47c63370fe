import Foundation

/// Turns the JSON of one version of a fact into that of the next one, when it is read.
public struct Upcaster: Sendable {
    /// Which kind of fact.
    public let type: String
    /// The version that it reads; it makes the next one.
    public let version: Int

    let upcast: @Sendable (_ data: String) throws -> String

    /// Works on the text itself.
    public init(
        _ type: String, from version: Int, text upcast: @escaping @Sendable (String) throws -> String
    ) {
        self.type = type
        self.version = version
        self.upcast = upcast
    }

    /// Reads the JSON as `Old` and writes what `change` makes of it.
    public init<Old: Decodable & Sendable, New: Encodable & Sendable>(
        _ type: String, from version: Int, _ change: @escaping @Sendable (Old) throws -> New
    ) {
        self.init(type, from: version) { (text: String) in
            let new = try change(JSONDecoder().decode(Old.self, from: Data(text.utf8)))
            return String(decoding: try JSONEncoder.canonical.encode(new), as: UTF8.self)
        }
    }
}

/// All upcasters of an aggregate; they are chained, so that each needs to know its own step only.
public struct Upcasters: Sendable {
    private struct Step: Hashable {
        let type: String
        let version: Int
    }

    private let steps: [Step: [Upcaster]]

    /// In any order.
    public init(_ upcasters: [Upcaster] = []) {
        steps = Dictionary(grouping: upcasters) { Step(type: $0.type, version: $0.version) }
    }

    /// `data` as it would look had it been written as version `current`.
    ///
    /// - Throws: ``UnreadableFact`` when a step is missing, is there twice, or would lead back.
    public func upcast(_ data: String, of type: String, from version: Int, to current: Int) throws -> String {
        guard version >= 1, version <= current else {
            throw UnreadableFact(
                type: type, version: version,
                reason: "the youngest version known here is \(current); run the program that wrote it")
        }
        var data = data
        for step in version..<current {
            let found = steps[Step(type: type, version: step)] ?? []
            guard let upcaster = found.first, found.count == 1 else {
                throw UnreadableFact(
                    type: type, version: version,
                    reason: "there are \(found.count) upcasters from version \(step), one is needed")
            }
            data = try upcaster.upcast(data)
        }
        return data
    }
}
