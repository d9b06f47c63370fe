import ShopSystem

/// Dead letters, counted by reason, queue and type.
struct DeadLetterSummary: Encodable {
    struct Group: Encodable, Hashable {
        let queue: String
        let type: String
        let exception_type: String
        let count: Int
        let example: String
        let first_failed_at: String?
        let last_failed_at: String?
    }

    let total: Int
    let groups: [Group]

    init(_ entries: [DeadLetterEntry]) {
        total = entries.count
        let grouped = Dictionary(grouping: entries) { [$0.queue, $0.type, $0.exceptionType] }
        groups = grouped.values.compactMap { same in
            same.last.map { last in
                Group(
                    queue: last.queue, type: last.type, exception_type: last.exceptionType, count: same.count,
                    example: last.exceptionMessage, first_failed_at: same.compactMap(\.failedAt).min(),
                    last_failed_at: same.compactMap(\.failedAt).max())
            }
        }.sorted { ($0.exception_type, $0.queue, $0.type) < ($1.exception_type, $1.queue, $1.type) }
    }

    /// For people.
    var text: String {
        guard !groups.isEmpty else { return "no dead letters\n" }
        return Table.text(
            ["reason", "count", "queue", "type", "last failed", "for example"],
            groups.map { group in
                [
                    group.exception_type, String(group.count), group.queue, group.type,
                    group.last_failed_at ?? "-", group.example.truncated(to: 80),
                ]
            })
    }
}
