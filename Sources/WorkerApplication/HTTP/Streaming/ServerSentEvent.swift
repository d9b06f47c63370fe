/// One event of a `text/event-stream` (HTML standard, 9.2).
public struct ServerSentEvent: Sendable, Hashable {
    /// What a client that connects again sends as `Last-Event-ID`; nil leaves the last one in force.
    public let id: String?
    /// Its kind; nil is `message`.
    public let name: String?
    /// What it says; may have several lines.
    public let data: String

    /// Line breaks in `id` and `name`, which cannot be sent, are left out.
    public init(id: String? = nil, name: String? = nil, data: String) {
        self.id = id.map(Self.oneLine)
        self.name = name.map(Self.oneLine)
        self.data = data
    }

    /// As it is sent.
    var text: String {
        let head = [id.map { "id: \($0)\n" }, name.map { "event: \($0)\n" }].compactMap { $0 }.joined()
        let lines = data.split(omittingEmptySubsequences: false) { ["\n", "\r", "\r\n"].contains($0) }
        return head + lines.map { "data: \($0)\n" }.joined() + "\n"
    }

    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { !["\n", "\r", "\0"].contains($0) }))
    }
}
