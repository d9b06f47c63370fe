/// A table whose first column stands at the left and all others at the right, and whose cells may have colour.
struct AlignedTable {
    struct Cell: Hashable {
        var text: String
        var ink: Ink?
    }

    let titles: [String]
    let rows: [[Cell]]

    /// Lines of equal columns; colour does not count as width.
    func text(on terminal: Terminal) -> String {
        let all = [titles.map { Cell(text: $0, ink: .dim) }] + rows
        let widths = titles.indices.map { column in
            all.compactMap { column < $0.count ? $0[column].text.onOneLine.count : nil }.max() ?? 0
        }
        return all.map { row in
            zip(row, widths).enumerated().map { column, cell in
                Self.fitted(cell.0, to: cell.1, isLeft: column == 0, on: terminal)
            }.joined(separator: "  ") + "\n"
        }.joined()
    }

    private static func fitted(_ cell: Cell, to width: Int, isLeft: Bool, on terminal: Terminal) -> String {
        let text = cell.text.onOneLine
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        let painted = cell.ink.map { terminal.paint(text, $0) } ?? text
        return isLeft ? painted + blanks : blanks + painted
    }
}
