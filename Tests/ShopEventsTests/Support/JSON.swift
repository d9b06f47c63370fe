/// Any JSON value, to be bent in tests.
indirect enum JSON: Codable, Hashable {
    case text(String)
    case number(Int64)
    case list([JSON])
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let object = try? container.decode([String: JSON].self) {
            self = .object(object)
        } else if let list = try? container.decode([JSON].self) {
            self = .list(list)
        } else if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .list(let list): try container.encode(list)
        case .object(let object): try container.encode(object)
        }
    }

    /// A value of another type.
    var bent: JSON {
        if case .text = self { .number(1) } else { .text("bent") }
    }

    /// This value with an unknown field in every object.
    var extended: JSON {
        switch self {
        case .object(let object):
            .object(object.mapValues(\.extended).merging(["unknown_field": .list([.number(1)])]) { $1 })
        case .list(let list): .list(list.map(\.extended))
        default: self
        }
    }

    /// Every field at any depth: its path, this value without it, and this value with it bent.
    var fields: [(path: String, without: JSON, bent: JSON)] {
        switch self {
        case .object(let object):
            object.flatMap { key, value in
                let own = [
                    (key, JSON.object(object.filter { $0.key != key }), replacing(key, by: value.bent))
                ]
                let inner = value.fields.map { field in
                    let separator = field.path.hasPrefix("[") ? "" : "."
                    return (
                        key + separator + field.path, replacing(key, by: field.without),
                        replacing(key, by: field.bent)
                    )
                }
                return own + inner
            }
        case .list(let list):
            list.enumerated().flatMap { index, value in
                value.fields.map { field in
                    var without = list
                    var bent = list
                    without[index] = field.without
                    bent[index] = field.bent
                    return ("[\(index)].\(field.path)", JSON.list(without), JSON.list(bent))
                }
            }
        default: []
        }
    }

    /// An object with one field changed.
    func replacing(_ key: String, by value: JSON) -> JSON {
        guard case .object(var object) = self else { return self }
        object[key] = value
        return .object(object)
    }
}
