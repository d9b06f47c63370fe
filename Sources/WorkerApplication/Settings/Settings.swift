import Configuration

/// The settings as they are in force: every value checked, the strongest source chosen.
public struct Settings: Sendable {
    private let values: [String: any Sendable]
    /// Where each value that was set came from; what is not here has its default.
    let origins: [String: Origin]
    /// What must never be seen in a log.
    let secrets: [String]
    /// What is not wrong and still should be mended.
    let warnings: [String]

    init(
        values: [String: any Sendable], origins: [String: Origin], secrets: [String], warnings: [String] = []
    ) {
        self.values = values
        self.origins = origins
        self.secrets = secrets
        self.warnings = warnings
    }

    /// The value in force, or the default.
    public subscript<Value>(_ setting: Setting<Value>) -> Value {
        values[setting.name] as? Value ?? setting.absent
    }

    /// The folder for everything that must outlive the process; there when the participant is made.
    public var dataFolder: String { values["data"] as? String ?? CommonSettings.defaultDataFolder }

    /// Where a value came from, strongest first.
    enum Origin: Hashable {
        case flag
        case environment
        case file(String)

        /// The setting as it is called there.
        func name(of declaration: any SettingDeclaration) -> String {
            switch self {
            case .flag: declaration.flag
            case .environment: declaration.environmentName
            case .file(let path): "\(declaration.name) in \(path)"
            }
        }
    }
}
