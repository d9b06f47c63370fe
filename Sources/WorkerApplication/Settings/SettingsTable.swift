import Configuration

/// All settings of one worker, and how they are read: flags before environment before file before default.
struct SettingsTable: Sendable {
    static let configurationFile = Setting<String?>(
        "config", placeholder: "FILE",
        help: "A JSON file with settings, as in {\"http\": {\"port\": 8080}}.", absent: nil, defaultText: nil,
        sensitivity: .flagOnly
    ) { $0 }

    /// In the order of the help text; each secret is followed by its `.file`.
    let declarations: [any SettingDeclaration]

    init(_ declarations: [any SettingDeclaration]) {
        self.declarations =
            declarations.flatMap { declaration -> [any SettingDeclaration] in
                declaration.sensitivity == .secret
                    ? [declaration, Self.companion(of: declaration)] : [declaration]
            } + [Self.configurationFile]
    }

    /// Reads and checks everything; throws all problems at once.
    func resolve(_ arguments: Arguments, environment: [String: String]) throws(SettingsProblems) -> Settings {
        var problems = arguments.problems
        var exitCode = ExitCode.usage
        var file: ConfigurationFile?
        if let path = arguments.values[Self.configurationFile.name] {
            do {
                file = try ConfigurationFile(path: path, declarations: declarations)
                problems += file?.problems ?? []
            } catch {
                problems += error.problems
                exitCode = error.exitCode
            }
        }
        var reading = SettingsReading(
            sources: Self.sources(arguments, environment: environment, file: file))
        for declaration in declarations { reading.read(declaration) }
        for declaration in declarations where declaration.sensitivity == .secret {
            reading.readSecretFile(of: declaration)
        }
        problems += reading.problems
        guard problems.isEmpty else { throw SettingsProblems(problems, exitCode: exitCode) }
        return Settings(
            values: reading.values, origins: reading.origins, secrets: reading.secrets,
            warnings: reading.warnings)
    }

    /// An empty environment variable counts as absent: compose files pass `${NAME:-}`.
    private static func sources(
        _ arguments: Arguments, environment: [String: String], file: ConfigurationFile?
    ) -> [SettingsReading.Source] {
        let flags = arguments.values.map { name, text in
            (SettingsReading.key(name), ConfigValue(.string(text), isSecret: false))
        }
        let variables = environment.filter { !$0.value.isEmpty }
        return [
            (
                .flag,
                InMemoryProvider(name: "flags", values: Dictionary(uniqueKeysWithValues: flags)).snapshot()
            ),
            (.environment, EnvironmentVariablesProvider(environmentVariables: variables).snapshot()),
        ] + (file.map { [(.file($0.path), $0.snapshot)] } ?? [])
    }

    private static func companion(of secret: any SettingDeclaration) -> Setting<String?> {
        .text(
            secret.name + ".file", placeholder: "FILE",
            help: "A file that holds what \(secret.environmentName) would; a line end at its end is ignored.")
    }
}
