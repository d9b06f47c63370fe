/// One thing that can be set, declared once: its name, what it means, what it is when nobody sets it.
///
/// The name `http.port` gives the flag `--http-port`, the environment variable `HTTP_PORT` and the place
/// `{"http": {"port": ...}}` in the configuration file. Declare settings with ``text(_:default:placeholder:help:)``,
/// ``integer(_:in:default:help:)``, ``duration(_:in:default:help:)`` and the like.
public struct Setting<Value: Sendable>: SettingDeclaration {
    /// Lower-case words joined by dots.
    public let name: String

    /// What the value looks like in the help text; nil for a switch, which takes no value.
    public let placeholder: String?

    /// What it means, and what happens with it, for the help text.
    public let help: String

    /// The default as a person would write it; nil when there is none.
    public let defaultText: String?

    /// What may be told about the value, and by which way it may come in.
    public let sensitivity: Sensitivity

    let absent: Value
    let convert: @Sendable (String) throws(BadValue) -> Value

    /// Declares a setting of a type of its own.
    ///
    /// - Parameters:
    ///   - absent: The value when nobody sets it.
    ///   - defaultText: `absent` as a person would write it; nil when there is nothing to show.
    ///   - convert: Reads what a person wrote; throws what it expects instead.
    public init(
        _ name: String, placeholder: String?, help: String, absent: Value, defaultText: String?,
        sensitivity: Sensitivity = .open, convert: @escaping @Sendable (String) throws(BadValue) -> Value
    ) {
        self.name = name
        self.placeholder = placeholder
        self.help = help
        self.absent = absent
        self.defaultText = defaultText
        self.sensitivity = sensitivity
        self.convert = convert
    }

    /// Reads what a person wrote.
    public func value(of text: String) throws(BadValue) -> any Sendable { try convert(text) }
}

/// A ``Setting`` of any type: what a table of settings is made of.
public protocol SettingDeclaration: Sendable {
    /// Lower-case words joined by dots.
    var name: String { get }
    /// What the value looks like in the help text; nil for a switch, which takes no value.
    var placeholder: String? { get }
    /// What it means, for the help text.
    var help: String { get }
    /// The default as a person would write it; nil when there is none.
    var defaultText: String? { get }
    /// What may be told about the value, and by which way it may come in.
    var sensitivity: Sensitivity { get }
    /// Reads what a person wrote.
    func value(of text: String) throws(BadValue) -> any Sendable
}

/// What may be told about a setting's value, and by which way it may come in.
public enum Sensitivity: Sendable, Hashable {
    /// Anything may be told.
    case open
    /// Never a flag (every user of the machine can read those), never repeated in a message; may also be
    /// given as a file, under the name with `.file` added.
    case secret
    /// A URL that may hold a password, which then belongs into the named secret when it comes as a flag.
    case mayHoldPassword(secret: String)
    /// Only a flag: must not be left over in an environment or a file.
    case flagOnly
}

/// What was expected instead of what was given: `a whole number from 0 to 65535`.
public struct BadValue: Error, Hashable {
    /// Completes "expected ...".
    public let expected: String

    /// Completes "expected ...".
    public init(expected: String) { self.expected = expected }
}

extension SettingDeclaration {
    /// As on the command line: `--http-port`.
    var flag: String { "--" + name.map { $0 == "." ? "-" : String($0) }.joined() }

    /// As in the environment: `HTTP_PORT`.
    var environmentName: String { name.uppercased().map { $0 == "." ? "_" : String($0) }.joined() }

    var isSwitch: Bool { placeholder == nil }
}
