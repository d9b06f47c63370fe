import Choreography

/// JSON text laid out anew: the same names, numbers and order, so that nothing is changed by looking at it.
enum JSONLayout {
    /// Indented, for people; nil for what is not JSON.
    static func indented(_ bytes: [UInt8]) -> String? { text(bytes, isIndented: true) }

    /// Without blanks between the values; nil for what is not JSON.
    static func compact(_ bytes: [UInt8]) -> String? { text(bytes, isIndented: false) }

    private static func text(_ bytes: [UInt8], isIndented: Bool) -> String? {
        guard JSONValue(parsing: bytes) != nil, String(validating: bytes, as: UTF8.self) != nil else {
            return nil
        }
        var writer = Writer(isIndented: isIndented)
        for byte in bytes { writer.take(byte) }
        return String(decoding: writer.output, as: UTF8.self)
    }

    /// Knows brackets, commas, colons and texts; that they come as they should was checked before.
    private struct Writer {
        let isIndented: Bool
        var output: [UInt8] = []
        private var depth = 0
        private var isInText = false
        private var isEscaped = false
        /// After an opening bracket, as long as nothing has come: an empty list stays on one line.
        private var hasJustOpened = false

        init(isIndented: Bool) { self.isIndented = isIndented }

        mutating func take(_ byte: UInt8) {
            if isInText {
                output.append(byte)
                isInText = byte != UInt8(ascii: "\"") || isEscaped
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
                return
            }
            switch Character(UnicodeScalar(byte)) {
            case " ", "\t", "\n", "\r": return
            case "{", "[":
                begin(byte)
                depth += 1
                hasJustOpened = true
            case "}", "]":
                depth -= 1
                if !hasJustOpened { breakLine() }
                hasJustOpened = false
                output.append(byte)
            case ",":
                output.append(byte)
                breakLine()
            case ":":
                output.append(byte)
                if isIndented { output.append(UInt8(ascii: " ")) }
            case "\"":
                begin(byte)
                isInText = true
            default: begin(byte)
            }
        }

        private mutating func begin(_ byte: UInt8) {
            if hasJustOpened { breakLine() }
            hasJustOpened = false
            output.append(byte)
        }

        private mutating func breakLine() {
            guard isIndented else { return }
            output.append(UInt8(ascii: "\n"))
            output += [UInt8](repeating: UInt8(ascii: " "), count: 2 * depth)
        }
    }
}
