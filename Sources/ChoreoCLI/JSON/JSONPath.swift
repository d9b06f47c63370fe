import Choreography

/// Where in a JSON value: `lines[0].quantity`.
struct JSONPath: Hashable, CustomStringConvertible {
    enum Step: Hashable {
        case field(String)
        case index(Int)
    }

    let steps: [Step]
    let description: String

    /// - Throws: ``CommandFailure`` when `text` is not a path.
    init(_ text: String) throws(CommandFailure) {
        description = text
        var steps: [Step] = []
        for word in text.split(separator: ".", omittingEmptySubsequences: false) {
            var parts = word.split(separator: "[", omittingEmptySubsequences: false)
            let name = parts.removeFirst()
            if !name.isEmpty { steps.append(.field(String(name))) }
            guard !name.isEmpty || (steps.isEmpty && !parts.isEmpty) else { throw Self.malformed(text) }
            for part in parts {
                guard part.last == "]", let index = Int(part.dropLast()), (0..<10_000).contains(index) else {
                    throw Self.malformed(text)
                }
                steps.append(.index(index))
            }
        }
        self.steps = steps
    }

    private static func malformed(_ text: String) -> CommandFailure {
        CommandFailure(
            .badData,
            "\"\(text)\" is not a path to a field; write it as in customer.name or lines[0].quantity")
    }
}

extension JSONValue {
    /// Puts `value` at `path`; fields that are missing are made, and so is the next element of an array.
    mutating func set(_ path: JSONPath, to value: JSONValue) throws(CommandFailure) {
        try set(path.steps[...], to: value, path)
    }

    private mutating func set(
        _ steps: ArraySlice<JSONPath.Step>, to value: JSONValue, _ path: JSONPath
    ) throws(CommandFailure) {
        switch (steps.first, self) {
        case (nil, _): self = value
        case (.field(let name)?, .object(var fields)):
            var inner = fields[name] ?? Self.container(for: steps.dropFirst().first)
            try inner.set(steps.dropFirst(), to: value, path)
            fields[name] = inner
            self = .object(fields)
        case (.index(let index)?, .array(var elements)):
            guard index <= elements.count else {
                throw CommandFailure(
                    .badData, "\(path): element \(index) cannot be set, the list has \(elements.count)")
            }
            if index == elements.count { elements.append(Self.container(for: steps.dropFirst().first)) }
            try elements[index].set(steps.dropFirst(), to: value, path)
            self = .array(elements)
        case (.field(let name)?, _):
            throw CommandFailure(
                .badData, "\(path): there is no field \(name) in something that is not an object")
        case (.index(let index)?, _):
            throw CommandFailure(
                .badData, "\(path): there is no element \(index) in something that is not a list")
        }
    }

    private static func container(for next: JSONPath.Step?) -> JSONValue {
        switch next {
        case .index: .array([])
        case .field: .object([:])
        case nil: .null
        }
    }
}
