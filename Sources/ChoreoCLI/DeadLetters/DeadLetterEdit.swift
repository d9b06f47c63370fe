import Choreography
import RabbitMQ
import ShopSystem

/// A dead letter with another body, as it is about to be replayed.
struct DeadLetterEdit {
    /// What will be published.
    let message: Message
    private let before: [UInt8]

    /// - Throws: ``CommandFailure`` naming what of the body does not fit its contract.
    init(_ entry: DeadLetterEntry, body: [UInt8]) throws {
        before = entry.delivery.body
        do {
            message = try entry.edited(body: body)
        } catch let error as InvalidEvent {
            throw CommandFailure(
                .badData,
                "this is no \(entry.type): \(error). Nothing was sent; the dead letter is where it was.")
        }
    }

    /// The lines that differ between the old and the new body, marked `-` or `+`, each with a line before and after
    /// it; `…` stands for the others.
    var differences: [String] {
        let lines = comparison
        let isShown = lines.indices.map { place in
            lines[max(0, place - 1)...min(lines.count - 1, place + 1)].contains { $0.first != " " }
        }
        return lines.indices.compactMap { place in
            if isShown[place] { return lines[place] }
            return place == 0 || isShown[place - 1] ? "  …" : nil
        }
    }

    /// The lines of the old and the new body, each marked `-`, `+` or with a blank.
    private var comparison: [String] {
        let (old, new) = (Self.lines(before), Self.lines(message.body))
        let change = new.difference(from: old)
        let removed = Set(change.removals.map(\.place))
        let inserted = Set(change.insertions.map(\.place))
        var lines: [String] = []
        var (here, there) = (0, 0)
        while here < old.count || there < new.count {
            if removed.contains(here) {
                lines.append("- \(old[here])")
                here += 1
            } else if inserted.contains(there) {
                lines.append("+ \(new[there])")
                there += 1
            } else {
                lines.append("  \(old[here])")
                (here, there) = (here + 1, there + 1)
            }
        }
        return lines
    }

    /// JSON is laid out anew, so that only what it says counts.
    private static func lines(_ body: [UInt8]) -> [String] {
        let laidOut = JSONValue(parsing: body).flatMap { try? JSONOutput.pretty($0) }
        let text = laidOut ?? String(decoding: body.prefix(64 * 1024), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).map { String($0).onOneLine }
    }
}

extension CollectionDifference<String>.Change {
    fileprivate var place: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
