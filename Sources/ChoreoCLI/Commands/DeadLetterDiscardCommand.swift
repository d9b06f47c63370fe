import ArgumentParser
import ShopSystem

/// `choreo dlq discard`
struct DeadLetterDiscardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Takes dead letters away that nobody will need again.",
        discussion: """
            A copy of each is written to a file first, from which `choreo dlq restore` can put them back; \
            --without-copy does without. Asks before anything happens, unless --yes is given. The order that a dead \
            letter belongs to may wait for it for ever: `choreo trace ORDER` tells.

            EXAMPLES
              choreo dlq discard --reason not-json --dry-run
              choreo dlq discard --reason not-json
              choreo dlq discard email --all --yes --copy-to old-mails.jsonl
              choreo dlq discard order --id 019aa0b2-… --yes --without-copy

            EXIT CODES
              0   all that fit were discarded, or would be; or you have said no
              1   none fits, or the copy cannot be written: then nothing is discarded
              64  it is not said which, or nobody is there to be asked and --yes is not given
              69  no shop runs here, the broker cannot be reached, or it refuses
            """)

    @OptionGroup var selection: DeadLetterSelection

    @Flag(help: "All of them.")
    var all = false

    @Flag(help: "Does not ask.")
    var yes = false

    @Option(
        help: ArgumentHelp("A new file for the copy; one in this folder unless given.", valueName: "file"))
    var copyTo: String?

    @Flag(help: "Writes no copy: they are gone for good.")
    var withoutCopy = false

    @Flag(help: "Only tells what would be discarded.")
    var dryRun = false

    @Flag(help: "Prints one JSON object for each.")
    var json = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try selection.check(all: all)
        guard copyTo == nil || !withoutCopy else {
            throw ValidationError("give one of --copy-to and --without-copy")
        }
        guard yes || dryRun || Question.canBeAsked else {
            throw ValidationError(
                "nobody is there to be asked; say --yes, or --dry-run to see what it would do")
        }
    }

    func run() async throws {
        try await DeadLetterVisit.run(selection, over: connection) { visit, chosen in
            if dryRun { return try tell(chosen, "would be discarded") }
            guard !chosen.isEmpty else { return Terminal.error.line("no dead letters") }
            var doomed = chosen
            if !yes {
                Terminal.error.write(DeadLetterSummary(chosen).text)
                let (answer, found) = try await visit.taking(chosen) { () async -> Bool in
                    isWanted(chosen.count)
                }
                guard answer else { return Terminal.error.line("nothing was discarded") }
                doomed = found
            }
            try await discard(doomed, at: visit.desk)
        }
    }

    private func isWanted(_ count: Int) -> Bool {
        let copy = withoutCopy ? "for good, without a copy" : "after writing a copy"
        return Question.isAnsweredYes("discard these \(count) \(copy)?", default: false)
    }

    private func discard(_ entries: [DeadLetterEntry], at desk: DeadLetterDesk) async throws {
        guard !entries.isEmpty else {
            throw CommandFailure(.failed, "somebody else has taken them away meanwhile")
        }
        guard !entries.isEmpty else {
            throw CommandFailure(.failed, "somebody else has taken them away meanwhile")
        }
        let copy = withoutCopy ? nil : copyTo ?? DeadLetterFile.nameForCopy()
        if let copy { try DeadLetterFile.write(entries, to: copy) }
        try await desk.discard(entries)
        try tell(entries, "discarded")
        if let copy { Terminal.error.line("a copy is in \(copy); choreo dlq restore \(copy) puts them back") }
    }

    private struct Line: Encodable {
        let letter: DeadLetterLine
        let outcome: String

        func encode(to encoder: any Encoder) throws {
            try letter.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(outcome, forKey: .outcome)
        }

        enum CodingKeys: CodingKey { case outcome }
    }

    private func tell(_ entries: [DeadLetterEntry], _ outcome: String) throws {
        guard !json else {
            for entry in entries {
                Terminal.output.line(
                    try JSONOutput.line(Line(letter: DeadLetterLine(entry), outcome: outcome)))
            }
            return
        }
        if dryRun || entries.count <= 20 {
            for entry in entries {
                Terminal.output.line(
                    "\(entry.type.onOneLine)  message \((entry.messageID ?? "-").onOneLine)  of \(entry.participant)  "
                        + "\(entry.exceptionType.onOneLine)  \(outcome)")
            }
        }
        Terminal.output.line("\(entries.count) \(outcome)")
    }
}
