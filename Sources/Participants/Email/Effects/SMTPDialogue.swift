/// What is remembered of the talk with the server: how far it came and the last reply's codes. Nothing else of it,
/// since replies quote addresses and commands carry passwords.
struct SMTPDialogue: Hashable, Sendable {
    /// The last command's verb, such as `RCPT`; `connect` before the first, `AUTH` all through a login.
    private(set) var stage = "connect"
    /// The code of a reply that came after the last command.
    private(set) var replyCode: Int?
    /// The enhanced status code of that reply (RFC 3463), such as `5.1.1`.
    private(set) var status: String?
    /// libcurl says goodbye after a refusal too; that must not hide the refusal.
    private var isOver = false

    mutating func sent(_ line: some Collection<UInt8>) {
        guard !isOver else { return }
        let verb = String(decoding: line.prefix(while: { $0 != 0x20 && $0 != 0x0D }).prefix(9), as: UTF8.self)
        let verbs = ["EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA"]
        isOver = verb == "QUIT"
        guard !isOver else { return }
        // What is no verb is the next line of a login, or of the mail itself.
        if verbs.contains(verb) { stage = verb }
        replyCode = nil
        status = nil
    }

    mutating func received(_ line: some Collection<UInt8>) {
        guard !isOver else { return }
        let text = String(decoding: line.prefix(32), as: UTF8.self)
        guard let code = Int(text.prefix(3)), (200...599).contains(code) else { return }
        replyCode = code
        status = text.dropFirst(4).prefixMatch(of: /[245]\.\d{1,3}\.\d{1,3}/).map { String($0.output) }
    }

    /// The refusal, if the last thing that happened is that the server refused.
    var refusal: Int? { replyCode.flatMap { $0 >= 400 ? $0 : nil } }
}
