/// The little that settings need to know about a URL without taking it apart.
enum URLText {
    static func check(_ text: String, schemes: [String]) throws(BadValue) -> String {
        let known = schemes.contains { text.lowercased().hasPrefix($0 + "://") && text.count > $0.count + 3 }
        guard known, !text.contains(where: \.isWhitespace) else {
            throw BadValue(
                expected: "a URL that starts with " + schemes.map { $0 + "://" }.joined(separator: " or "))
        }
        return text
    }

    /// The password between user and host; nil when there is none, empty when it is there but empty.
    static func password(in text: String) -> Substring? {
        guard let userInfo = userInfo(of: text), let colon = userInfo.firstIndex(of: ":") else { return nil }
        return userInfo[userInfo.index(after: colon)...]
    }

    /// The same URL with the password left out, fit for a log.
    static func withoutPassword(_ text: String) -> String {
        guard let password = password(in: text) else { return text }
        let colon = text.index(before: password.startIndex)
        return String(text[..<colon] + text[password.endIndex...])
    }

    private static func userInfo(of text: String) -> Substring? {
        guard let scheme = text.firstRange(of: "://") else { return nil }
        let authority = text[scheme.upperBound...].prefix { !"/?#".contains($0) }
        return authority.lastIndex(of: "@").map { authority[..<$0] }
    }
}
