import ArgumentParser
import ShopSystem

/// `choreo mutants`
struct MutantsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mutants",
        abstract: "Breaks the code on purpose, one rule at a time, and tells which proof notices.",
        discussion: """
            A proof that would pass whatever the code does proves nothing. So each of the rules that the workers \
            live by is broken once (no deduplication, an acknowledgement before the commit, no tombstone, a \
            refund that comes twice), and every proof that runs the broken code is held against it: the \
            exploration knows the rules of the workers, simulation and crash points also the runtime below. First \
            against the unbroken code, where none of them may find anything.

            The breakages are compiled into a build of their own (.build/mutants) and into no other: run it \
            with the script at the root of the repository, ./choreo mutants. Each trial is a process of its \
            own; one that crashes or does not end has noticed, too. Any other command of that build can be run \
            as a mutant: CHOREO_MUTANT=no-deduplication .build/mutants/release/choreo explore

            EXAMPLES
              ./choreo mutants
              ./choreo mutants --list
              ./choreo mutants --only no-deduplication --only refund-twice
              ./choreo mutants --first --json | jq '.stories[] | select(.caught | not) | .mutant'

            EXIT CODES
              0   every mutant is caught by a proof at least, and the unbroken code passes them all
              1   a mutant is not caught, or the unbroken code does not pass
              64  this build has no mutants
              130 ended by Ctrl-C before everything was tried
            """)

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A mutant to try; all of them unless given. Can be repeated.", valueName: "name"))
    var only: [String] = []

    @Flag(help: "Asks no further proof once one has caught the mutant.")
    var first = false

    @Option(help: ArgumentHelp("How long one trial may take.", valueName: "seconds"))
    var timeLimit = 900

    @Flag(help: "Only tells which mutants there are.")
    var list = false

    @Flag(help: "Prints one JSON object at the end.")
    var json = false

    @Option(help: .private)
    var trial: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (1...86_400).contains(timeLimit) else {
            throw ValidationError("--time-limit must be 1 to 86400 seconds")
        }
        #if MUTANTS
            let names = KnownMutant.all.map(\.name)
            if let unknown = only.first(where: { !names.contains($0) }) {
                throw ValidationError(
                    "there is no mutant \(unknown.onOneLine); there are: \(names.joined(separator: ", "))")
            }
        #else
            throw ValidationError(
                "this build has no mutants: ./choreo mutants builds one that has, and runs it")
        #endif
    }

    func run() async throws {
        #if MUTANTS
            try await MutantsRun(
                only: only, stopsAtFirst: first, limit: .seconds(timeLimit), lists: list, json: json
            ).run(trial: trial)
        #endif
    }
}
