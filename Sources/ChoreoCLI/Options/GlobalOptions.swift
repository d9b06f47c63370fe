import ArgumentParser

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Flag(name: .customLong("no-color"), help: "No colours, also on a terminal.")
    var noColour = false
}
