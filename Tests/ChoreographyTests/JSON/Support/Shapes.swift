import Foundation

/// Every kind of value that `Codable` knows, each where it could be something else.
struct Menagerie: Codable, Equatable {
    enum Animal: Codable, Equatable {
        case fish
        case bird(String, wings: Int)
        case herd(of: [Animal])
    }

    enum Size: String, Codable { case small, big }

    var flag = true
    var text = "a/b \"c\" \\ é 😀 \u{2028}\u{7F}\u{1}"
    var tiny: Int8 = -128
    var small: UInt16 = 65535
    var whole = Int.min
    var large = UInt64.max
    var huge: Int128 = 170_141_183_460_469_231_731_687_303_715_884_105_727
    var double = 0.1
    var float: Float = 16_777_216
    var none: Int?
    var some: String? = "x"
    var size: Size? = .big
    var grid = [[1, 2], [], [3]]
    var gaps: [Double?] = [1.5, nil, -0.0, 1e300]
    var animals: [Animal] = [.fish, .bird("owl", wings: 2), .herd(of: [.fish, .herd(of: [])])]
    var date = Date(timeIntervalSinceReferenceDate: 780_000_000.125)
    var data = Data([0, 1, 255])
    var link = URL(string: "https://example.org/a?b=c")
    var price = Decimal(string: "12345678901234567890.123")
}

/// A list or a number, found out by trying.
indirect enum Tree: Codable, Equatable {
    case leaf(Int)
    case twig(Double)
    case branch([Tree])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
            self = .leaf(number)
        } else if let number = try? container.decode(Double.self) {
            self = .twig(number)
        } else {
            self = .branch(try container.decode([Tree].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .leaf(let number): try container.encode(number)
        case .twig(let number): try container.encode(number)
        case .branch(let trees): try container.encode(trees)
        }
    }
}

class Base: Codable, Equatable {
    let base: Int

    init(base: Int) { self.base = base }

    static func == (left: Base, right: Base) -> Bool { left.base == right.base }
}

/// Its parts in containers in containers, its superclass in one of their own.
final class Nested: Base {
    private enum Keys: String, CodingKey { case list, object, parent, z, a }

    let numbers: [Int]
    let inner: String?
    let parent: Base

    init(base: Int, numbers: [Int], inner: String?, parent: Base) {
        (self.numbers, self.inner, self.parent) = (numbers, inner, parent)
        super.init(base: base)
    }

    required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        var list = try container.nestedUnkeyedContainer(forKey: .list)
        var numbers: [Int] = []
        while !list.isAtEnd {
            var pair = try list.nestedUnkeyedContainer()
            numbers.append(try pair.decode(Int.self))
            guard try !pair.decodeNil() else { continue }
            let object = try pair.nestedContainer(keyedBy: Keys.self)
            numbers.append(try object.decode(Int.self, forKey: .a))
            numbers.append(try Base(from: pair.superDecoder()).base)
        }
        let object = try container.nestedContainer(keyedBy: Keys.self, forKey: .object)
        self.numbers = numbers
        inner = try object.decodeIfPresent(String.self, forKey: .z)
        parent = try Base(from: container.superDecoder(forKey: .parent))
        try super.init(from: container.superDecoder())
    }

    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try super.encode(to: container.superEncoder())
        var object = container.nestedContainer(keyedBy: Keys.self, forKey: .object)
        var list = container.nestedUnkeyedContainer(forKey: .list)
        // Written in turns, and to containers that are asked for again.
        for number in numbers {
            var pair = list.nestedUnkeyedContainer()
            try pair.encode(number)
            try object.encode("first", forKey: .z)
            var inner = pair.nestedContainer(keyedBy: Keys.self)
            try inner.encode(number * 2, forKey: .a)
            try Base(base: number).encode(to: pair.superEncoder())
        }
        try object.encodeIfPresent(inner, forKey: .z)
        var again = container.nestedContainer(keyedBy: Keys.self, forKey: .object)
        try again.encode(true, forKey: .a)
        try parent.encode(to: container.superEncoder(forKey: .parent))
    }

    static func == (left: Nested, right: Nested) -> Bool {
        (left.base, left.numbers, left.inner, left.parent) == (
            right.base, right.numbers, right.inner, right.parent
        )
    }
}

/// Asks for the path where it is.
struct PathTeller: Codable, Equatable {
    enum Keys: String, CodingKey { case path }

    var path: [String] = []

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        path = (decoder.codingPath + container.codingPath).map(\.stringValue)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(encoder.codingPath.map(\.stringValue), forKey: .path)
    }
}
