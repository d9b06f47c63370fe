import ArgumentParser

/// `choreo dlq`
struct DeadLetterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dlq", abstract: "Dead letters: what the participants could not handle, and why.",
        discussion: """
            Looking changes nothing: what was looked at lies where it was, in its order. It counts as a delivery, of \
            which a dead letter may have a million.

            EXAMPLES
              choreo dlq list
              choreo dlq show order
              choreo dlq edit --id MESSAGE
              choreo dlq replay payment --reason outside-unavailable
              choreo dlq export --output letters.jsonl
              choreo dlq discard --reason not-json

            EXIT CODES
              0   done; also when there was nothing to do
              1   something was not found, not replayed, not discarded or not restored; it is where it was
              64  the command line is wrong
              65  a body does not fit its contract, or a file holds no dead letters
              69  no shop runs here, the broker cannot be reached, or it refuses
            """,
        subcommands: [
            DeadLetterListCommand.self, DeadLetterShowCommand.self, DeadLetterReplayCommand.self,
            DeadLetterEditCommand.self, DeadLetterDiscardCommand.self, DeadLetterExportCommand.self,
            DeadLetterRestoreCommand.self,
        ])
}
