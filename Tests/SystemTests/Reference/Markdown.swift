/// Help texts as Markdown.
enum Markdown {
    /// Lines of 120 columns at most.
    static let width = 120

    /// Plain words in a paragraph: nothing in them is a sign of Markdown.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if "\\*<[".contains(character) { result.append("\\") }
            result.append(character)
        }
    }

    /// A paragraph.
    static func paragraph(_ text: String) -> String {
        var lines: [String] = []
        for word in escaped(text).split(whereSeparator: \.isWhitespace) {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A table of two or more columns; nothing without rows.
    static func table(_ titles: [String], _ rows: [[String]]) -> String {
        guard !rows.isEmpty else { return "" }
        let lines = [titles, titles.map { _ in "---" }] + rows
        return lines.map { "| \($0.map(cell).joined(separator: " | ")) |\n" }.joined()
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    /// What a person reads in a terminal: paragraphs, titles in capitals, and as they are: lines that are indented,
    /// and a block that begins with two columns.
    static func discussion(_ text: String) -> String {
        var blocks: [String] = []
        for lines in text.split(separator: "\n", omittingEmptySubsequences: false).split(separator: "") {
            var rest = lines.map(String.init)[...]
            if let title = rest.first, title.wholeMatch(of: /[A-Z][A-Z ]+/) != nil {
                rest.removeFirst()
                blocks.append("### \(title.prefix(1))\(title.dropFirst().lowercased())\n")
            }
            let isTable = rest.first.map { !$0.hasPrefix(" ") && $0.contains("   ") } ?? false
            while let first = rest.first {
                let isCode = { (line: String) in isTable || line.hasPrefix("  ") }
                let run = rest.prefix { isCode($0) == isCode(first) }
                blocks.append(isCode(first) ? code(run) : paragraph(run.joined(separator: " ")))
                rest = rest.dropFirst(run.count)
            }
        }
        return blocks.joined(separator: "\n")
    }

    private static func code(_ lines: ArraySlice<String>) -> String {
        let indent = lines.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return "```\n" + lines.map { $0.dropFirst(indent) + "\n" }.joined() + "```\n"
    }
}
