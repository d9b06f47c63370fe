import Foundation

/// A Swift file under `Sources/`.
struct SourceFile: Sendable {
    /// Relative to `Sources/`.
    let path: String
    let text: String

    /// The names of the folders, and of the file; padded, so that the first three are always there.
    var folders: [String] { path.split(separator: "/").map(String.init) + ["", ""] }

    /// Without comments that take a line of their own, which may name what is forbidden.
    var code: String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.drop { $0 == " " }.hasPrefix("//") }
            .joined(separator: "\n")
    }

    /// The modules that it imports.
    var imports: Set<String> {
        let attributes = #"(?:@\w+(?:\(\w+\))?\s+)*"#
        let access = #"(?:(?:public|package|internal|fileprivate|private)\s+)?"#
        let kind = #"(?:(?:struct|class|enum|protocol|func|let|var|typealias)\s+)?"#
        let pattern = "(?m)^\\s*\(attributes)\(access)import\\s+\(kind)(\\w+)"
        guard let line = try? Regex(pattern, as: (Substring, Substring).self) else { return [] }
        return Set(text.matches(of: line).map { String($0.output.1) })
    }
}

/// All of them.
enum Sources {
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources")

    static let all: [SourceFile] = {
        let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
            let text = try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
            return text.map { SourceFile(path: path, text: $0) }
        }
    }()
}
