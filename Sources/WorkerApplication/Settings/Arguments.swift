import Choreography

/// The command line, taken apart strictly: every word is a known flag or its value.
///
/// swift-configuration's own reader of arguments splits values at commas and ignores what it does not know;
/// a worker must not start on a misspelt flag.
struct Arguments {
    /// What was given for which setting; switches are "true".
    private(set) var values: [String: String] = [:]
    private(set) var wantsHelp = false
    private(set) var wantsVersion = false
    private(set) var problems: [String] = []

    init(_ words: some Sequence<String>, declarations: [any SettingDeclaration]) {
        let known = Dictionary(declarations.map { ($0.flag, $0) }, uniquingKeysWith: { first, _ in first })
        var words = Array(words)[...]
        while let word = words.popFirst() {
            switch word {
            case "--help", "-h", "help": wantsHelp = true
            case "--version": wantsVersion = true
            default: read(word, followedBy: &words, known: known)
            }
        }
    }

    private mutating func read(
        _ word: String, followedBy rest: inout ArraySlice<String>, known: [String: any SettingDeclaration]
    ) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let flag = String(parts.first ?? "")
        guard flag.hasPrefix("-") else {
            // Not repeated: it may be the rest of a secret.
            return problems.append("a word that belongs to no flag; every setting is written --NAME VALUE")
        }
        let inline = parts.count == 2 ? String(parts[1]) : nil
        guard let declaration = known[flag] else {
            // What follows was meant as its value.
            if inline == nil { _ = Self.next(in: &rest) }
            return problems.append(Self.unknown(flag, among: known.keys + ["--help", "--version"]))
        }
        let value = declaration.isSwitch ? inline ?? "true" : inline ?? Self.next(in: &rest)
        guard declaration.sensitivity != .secret else { return problems.append(Self.refusal(declaration)) }
        guard let value, !value.isEmpty else {
            return problems.append("\(flag) needs a value: \(flag) \(declaration.placeholder ?? "true")")
        }
        guard values.updateValue(value, forKey: declaration.name) == nil else {
            return problems.append("\(flag) is given twice; give it once")
        }
    }

    /// The following word, unless that is a flag itself.
    private static func next(in rest: inout ArraySlice<String>) -> String? {
        guard let word = rest.first, !word.hasPrefix("--"), word != "-h" else { return nil }
        return rest.popFirst()
    }

    private static func refusal(_ declaration: any SettingDeclaration) -> String {
        """
        \(declaration.flag) is refused: any user of this machine can read the flags of a process.
          Set the environment variable \(declaration.environmentName), or \(declaration.environmentName)_FILE \
        to the path of a file that holds it.
        """
    }

    private static func unknown(_ flag: String, among known: [String]) -> String {
        let nearest = NearestName.of(flag, among: known.sorted()).map { "; did you mean \($0)?" } ?? ""
        return "unknown flag \(flag.prefix(60))\(nearest)"
    }
}
