import Choreography
import Configuration

/// The settings on their way from the sources to checked values, with all problems collected.
struct SettingsReading {
    typealias Source = (origin: Settings.Origin, snapshot: any ConfigSnapshot)

    let sources: [Source]
    private(set) var values: [String: any Sendable] = [:]
    private(set) var origins: [String: Settings.Origin] = [:]
    private(set) var secrets: [String] = []
    private(set) var problems: [String] = []
    private(set) var warnings: [String] = []

    init(sources: [Source]) { self.sources = sources }

    static func key(_ name: String) -> AbsoluteConfigKey {
        AbsoluteConfigKey(name.split(separator: ".").map(String.init))
    }

    /// Takes the value from the strongest source that has one.
    mutating func read(_ declaration: any SettingDeclaration) {
        let allowed = declaration.sensitivity == .flagOnly ? sources.filter { $0.origin == .flag } : sources
        for source in allowed {
            switch Self.text(of: declaration, in: source.snapshot) {
            case .absent: continue
            case .unusable:
                problems.append(
                    "\(source.origin.name(of: declaration)) must be a string, a number or true/false")
            case .text(let text): accept(text, for: declaration, from: source.origin)
            }
            return
        }
    }

    /// Where a secret comes as a file, reads it; the stronger source of the two wins.
    mutating func readSecretFile(of declaration: any SettingDeclaration) {
        let fileSetting = declaration.name + ".file"
        guard let path = values[fileSetting] as? String, let fileOrigin = origins[fileSetting] else { return }
        let order = sources.map(\.origin)
        if let origin = origins[declaration.name],
            let direct = order.firstIndex(of: origin), let viaFile = order.firstIndex(of: fileOrigin)
        {
            if direct == viaFile {
                let name = origin.name(of: declaration)
                problems.append("both \(name) and its file variant are set; set one of them")
            }
            if direct <= viaFile { return }
        }
        do {
            let secret = try TextFile.secret(in: path)
            if secret.isOpenToAll {
                warnings.append(
                    "\(declaration.environmentName)_FILE names \(path), which any user can read: chmod 600 it"
                )
            }
            accept(secret.text, for: declaration, from: fileOrigin)
        } catch {
            let name = "\(declaration.environmentName)_FILE"
            problems.append("\(name) names \(path), which cannot be used: \(error.reason)")
        }
    }

    private mutating func accept(
        _ text: String, for declaration: any SettingDeclaration, from origin: Settings.Origin
    ) {
        noteSecrets(in: text, of: declaration, from: origin)
        do {
            values[declaration.name] = try declaration.value(of: text)
            origins[declaration.name] = origin
        } catch {
            // Only what is harmless is repeated.
            let shown = declaration.sensitivity == .open ? " is \"\(text.prefix(80))\":" : ":"
            problems.append("\(origin.name(of: declaration))\(shown) expected \(error.expected)")
        }
    }

    private mutating func noteSecrets(
        in text: String, of declaration: any SettingDeclaration, from origin: Settings.Origin
    ) {
        switch declaration.sensitivity {
        case .secret: secrets.append(text)
        case .mayHoldPassword(let secret):
            guard let password = URLText.password(in: text), !password.isEmpty else { return }
            secrets.append(String(password))
            guard origin == .flag else { return }
            let variable = secret.uppercased().split(separator: ".").joined(separator: "_")
            problems.append(
                """
                \(declaration.flag) is refused with a password in it: any user of this machine can read the \
                flags of a process.
                  Leave the password out and set \(variable), or \(variable)_FILE to the path of a file that \
                holds it.
                """)
        case .open, .flagOnly: return
        }
    }

    private enum Found {
        case absent
        case unusable
        case text(String)
    }

    /// A file may hold numbers, booleans and lists where the other sources only have text.
    private static func text(of declaration: any SettingDeclaration, in snapshot: any ConfigSnapshot) -> Found
    {
        for type in [ConfigType.string, .int, .double, .bool, .stringArray] {
            guard let found = try? snapshot.value(forKey: key(declaration.name), type: type) else { continue }
            switch found.value?.content {
            case nil: return .absent
            case .string(let text): return text.isEmpty ? .absent : .text(text)
            case .int(let number): return .text(String(number))
            case .double(let number): return .text(String(number))
            case .bool(let answer): return .text(String(answer))
            case .stringArray(let words): return words.isEmpty ? .absent : .text(words.joined(separator: ","))
            default: return .unusable
            }
        }
        return .unusable
    }
}
