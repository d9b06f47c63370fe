/// The page with every setting of every worker, as its `--help` tells.
struct WorkerPage {
    /// What a worker's `--help` says.
    struct Help {
        struct Setting: Hashable {
            /// As in `--http-port NUMBER, HTTP_PORT`.
            let names: String
            let meaning: String
        }

        let name: String
        let about: String
        let role: String
        var sections: [(title: String, settings: [Setting])] = []
        /// As it stands there.
        var exitCodes: [String] = []

        init(name: String, text: String) {
            self.name = name
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            about = lines.first.map { String($0.dropFirst(name.count + 2)) } ?? ""
            role = lines.drop { !$0.hasPrefix("It plays") }.prefix { !$0.isEmpty }.joined(separator: " ")
            var title = ""
            for line in lines {
                if line.hasSuffix(":"), !line.hasPrefix(" ") {
                    title = String(line.dropLast())
                } else if title == "Exit codes", line.hasPrefix("  ") {
                    exitCodes.append(String(line.dropFirst(2)))
                } else if line.wholeMatch(of: #/  (--[a-z].*|[A-Z][A-Z_]+)/#) != nil {
                    if sections.last?.title != title { sections.append((title, [])) }
                    let setting = Setting(names: String(line.dropFirst(2)), meaning: "")
                    sections[sections.count - 1].settings.append(setting)
                } else if line.hasPrefix("      "), let last = sections.indices.last {
                    sections[last].settings.extendLast(with: line.drop { $0 == " " })
                }
            }
        }
    }

    let workers: [Help]

    func text() -> String {
        """
        # Settings of the workers

        Every setting of every worker, as its `--help` tells. Generated from the code.

        Every setting can come from four places; the first that has it wins: its flag, its environment variable, its
        place in the JSON file given by `--config`, its default. A setting without a flag is a secret.

        """ + workers.map { "\n" + own(of: $0) }.joined() + "\n## Every worker\n" + shared + "\n"
            + "### Exit codes\n\n```\n" + (workers.first?.exitCodes ?? []).joined(separator: "\n") + "\n```\n"
    }

    /// Settings that read the same for all of them.
    private var common: Set<Help.Setting> {
        let all = workers.map { Set($0.sections.flatMap(\.settings)) }
        return all.dropFirst().reduce(all.first ?? []) { $0.intersection($1) }
    }

    private func own(of worker: Help) -> String {
        let settings = worker.sections.flatMap(\.settings).filter { !common.contains($0) }
        return "## \(worker.name)\n\n"
            + Markdown.paragraph("\(worker.about.capitalizedFirst). \(worker.role)")
            + "\n" + table(settings)
    }

    private var shared: String {
        let sections = (workers.first?.sections ?? []).map { section in
            (section.title, section.settings.filter(common.contains))
        }
        return sections.filter { !$0.1.isEmpty }.map { "\n### \($0.0)\n\n\(table($0.1))" }.joined()
    }

    private func table(_ settings: [Help.Setting]) -> String {
        Markdown.table(
            ["setting", "meaning"],
            settings.map { setting in
                let names = setting.names.split(separator: ", ").map { "`\($0)`" }
                return [names.joined(separator: ", "), Markdown.escaped(setting.meaning)]
            })
    }
}

extension [WorkerPage.Help.Setting] {
    fileprivate mutating func extendLast(with words: some StringProtocol) {
        guard let last = popLast() else { return }
        append(
            Element(
                names: last.names, meaning: last.meaning.isEmpty ? "\(words)" : "\(last.meaning) \(words)"))
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
