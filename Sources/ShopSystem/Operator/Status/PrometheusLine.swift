/// One line of Prometheus' text form: `name{label="value"} 1.5 1700000000000`.
struct PrometheusLine {
    private var rest: Substring

    init(_ line: Substring) { rest = line }

    var isEmptyOrComment: Bool {
        let text = rest.drop { $0.isBlank }
        return text.isEmpty || text.first == "#"
    }

    /// The sample; nil when the line breaks the rules.
    mutating func sample() -> PrometheusText.Sample? {
        skipBlanks()
        guard let name = name(allowing: ":"), let labels = labels(), let value = value() else { return nil }
        return PrometheusText.Sample(name: name, labels: labels, value: value)
    }

    private mutating func labels() -> [String: String]? {
        var labels: [String: String] = [:]
        skipBlanks()
        guard take("{") else { return labels }
        while true {
            skipBlanks()
            if take("}") { return labels }
            guard let name = name(allowing: nil) else { return nil }
            skipBlanks()
            guard take("=") else { return nil }
            skipBlanks()
            guard take("\""), let value = quoted() else { return nil }
            labels[name] = value
            skipBlanks()
            // A comma behind the last label is allowed; none between two is not.
            guard take(",") || rest.first == "}" else { return nil }
        }
    }

    /// Up to the closing quote; `\\`, `\"` and `\n` stand for what they escape.
    private mutating func quoted() -> String? {
        var text = ""
        while let next = rest.popFirst() {
            switch next {
            case "\"": return text
            case "\\":
                switch rest.popFirst() {
                case "n": text.append("\n")
                case let escaped? where escaped == "\\" || escaped == "\"": text.append(escaped)
                default: return nil
                }
            default: text.append(next)
            }
        }
        return nil
    }

    /// A number and nothing behind it but a time, or what begins with `#`.
    private mutating func value() -> Double? {
        let words = rest.prefix { $0 != "#" }.split { $0.isBlank }
        guard let first = words.first, words.count <= 2, words.dropFirst().allSatisfy({ Double($0) != nil })
        else { return nil }
        return Double(first)
    }

    private mutating func name(allowing extra: Character?) -> String? {
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == extra) }
        guard let first = name.first, !first.isNumber else { return nil }
        rest = rest.dropFirst(name.count)
        return String(name)
    }

    private mutating func skipBlanks() { rest = rest.drop { $0.isBlank } }

    private mutating func take(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }
}

extension Character {
    fileprivate var isBlank: Bool { self == " " || self == "\t" }
}
