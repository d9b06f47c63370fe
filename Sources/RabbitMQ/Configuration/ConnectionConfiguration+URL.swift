extension ConnectionConfiguration {
    /// The broker at `amqp://user:password@host:port/vhost`, or `amqps://` for TLS that verifies peer and
    /// host against the system's authorities. User, password and virtual host are percent-decoded; what
    /// is missing keeps its default.
    ///
    /// - Throws: ``AMQPError/Code/invalidArgument``, never quoting the URL: it may hold a password.
    public init(url: String) throws(AMQPError) {
        self.init()
        guard let schemeEnd = url.firstRange(of: "://") else { throw Self.malformed("has no scheme") }
        switch url[..<schemeEnd.lowerBound].lowercased() {
        case "amqp": break
        case "amqps":
            tls = TLSConfiguration()
            port = 5671
        default: throw Self.malformed("has a scheme other than amqp and amqps")
        }
        var rest = url[schemeEnd.upperBound...]
        guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else {
            throw Self.malformed("has a query or a fragment, which mean nothing here")
        }
        if let slash = rest.firstIndex(of: "/") {
            let path = rest[rest.index(after: slash)...]
            guard !path.contains("/") else { throw Self.malformed("has more than one slash: write %2f") }
            if !path.isEmpty { virtualHost = try Self.decode(path, "virtual host") }
            rest = rest[..<slash]
        }
        if let at = rest.lastIndex(of: "@") {
            try setUser(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        try setAddress(rest)
        try validate()
    }

    private mutating func setUser(_ text: Substring) throws(AMQPError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        username = try Self.decode(parts[0], "user")
        if parts.count == 2 { password = try Self.decode(parts[1], "password") }
    }

    private mutating func setAddress(_ text: Substring) throws(AMQPError) {
        var name = text
        // An IPv6 address stands in brackets because it has colons of its own.
        let afterHost = text.first == "[" ? text.firstIndex(of: "]") ?? text.startIndex : text.startIndex
        if let colon = text[afterHost...].lastIndex(of: ":") {
            guard let number = Int(text[text.index(after: colon)...]) else {
                throw Self.malformed("has a port that is not a number")
            }
            port = number
            name = text[..<colon]
        }
        if name.first == "[", name.last == "]" { name = name.dropFirst().dropLast() }
        if !name.isEmpty { host = try Self.decode(name, "host") }
    }

    private static func decode(_ text: Substring, _ part: String) throws(AMQPError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = Substring(rest.prefix(2))
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let code = UInt8(digits, radix: 16)
            else {
                throw malformed("has a broken percent escape in its \(part)")
            }
            bytes.append(code)
            rest = rest.dropFirst(2)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw malformed("has a \(part) that is not UTF-8")
        }
        return decoded
    }

    private static func malformed(_ what: String) -> AMQPError {
        AMQPError(.invalidArgument, "the broker's URL \(what)")
    }
}
