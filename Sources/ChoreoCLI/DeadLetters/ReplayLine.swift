import RabbitMQ
import ShopSystem

/// What has become of one dead letter that was to be replayed.
struct ReplayLine: Encodable {
    let message_id: String?
    let type: String
    let to: String
    let `as`: String?
    let outcome: String
    let replay_of: String?
    let differences: [String]?

    /// - Parameters:
    ///   - edit: what goes in its place.
    ///   - outcome: nil: it would be replayed.
    ///   - showsDifferences: whether it is told what the edit changes.
    init(
        _ entry: DeadLetterEntry, _ edit: DeadLetterEdit?, _ outcome: PublishOutcome?, showsDifferences: Bool
    ) {
        message_id = edit == nil ? entry.messageID : edit?.message.properties.messageID
        type = entry.type
        to = entry.participant
        `as` = entry.originalUser
        self.outcome = outcome.map(PublishRun.words) ?? "would be replayed"
        replay_of = edit == nil ? nil : entry.messageID
        differences = showsDifferences ? edit?.differences : nil
        isEdit = edit != nil
    }

    private let isEdit: Bool

    enum CodingKeys: CodingKey { case message_id, type, to, `as`, outcome, replay_of, differences }

    /// For people.
    func text(on terminal: Terminal = .output) -> String {
        var text =
            "\(type.onOneLine)  message \((message_id ?? "-").onOneLine)  to \(to) as \((`as` ?? "nobody").onOneLine)"
            + "  \(outcome)\n"
        if isEdit { text += "  in place of message \((replay_of ?? "without an id").onOneLine)\n" }
        for line in differences ?? [] { text += "  \(Self.painted(line, on: terminal))\n" }
        return text
    }

    private static func painted(_ line: String, on terminal: Terminal) -> String {
        switch line.first {
        case "-": terminal.paint(line, .red)
        case "+": terminal.paint(line, .green)
        default: line
        }
    }
}
