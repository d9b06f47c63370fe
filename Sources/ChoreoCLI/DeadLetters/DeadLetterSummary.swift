import ShopSystem

/// Dead letters, counted by queue, type and reason.
struct DeadLetterSummary: Encodable {
    struct Group: Encodable, Hashable {
        let queue: String
        let type: String
        let exception_type: String
        let count: Int
        let example: String
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
                    example: last.exceptionMessage, last_failed_at: same.compactMap(\.failedAt).max())
            }
        }.sorted { ($0.queue, $0.type, $0.exception_type) < ($1.queue, $1.type, $1.exception_type) }
    }

    /// For people.
    var text: String {
        guard !groups.isEmpty else { return "no dead letters\n" }
        return Table.text(
            ["queue", "count", "type", "reason", "for example"],
            groups.map { group in
                [
                    group.queue, String(group.count), group.type, group.exception_type,
                    group.example.truncated(to: 80),
                ]
            })
    }
}
