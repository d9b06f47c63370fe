import TextTable

/// A table for people.
enum Table {
    /// Column titles and rows as text; nothing without rows.
    static func text(_ titles: [String], _ rows: [[String]]) -> String {
        let table = TextTable<[String]> { row in
            zip(titles, row).map { title, value in Column(title: title, value: value.onOneLine) }
        }
        let lines = (table.string(for: rows) ?? "").split(separator: "\n")
        return lines.map { String($0).trimmingTrailingBlanks() + "\n" }.joined()
    }
}
