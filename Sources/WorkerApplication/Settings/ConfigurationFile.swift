import Choreography
import Configuration
import Foundation

/// The JSON file given with `--config`: nested objects, or dotted names; unknown names are errors.
struct ConfigurationFile {
    let path: String
    let snapshot: any ConfigSnapshot
    let problems: [String]

    init(path: String, declarations: [any SettingDeclaration]) throws(SettingsProblems) {
        try self.init(path: path, bytes: Self.read(path), declarations: declarations)
    }

    /// What stands in the file at `path`.
    init(path: String, bytes: [UInt8], declarations: [any SettingDeclaration]) throws(SettingsProblems) {
        do {
            let object = try JSONSerialization.jsonObject(with: Data(bytes))
            snapshot = try JSONSnapshot(data: bytes.span.bytes, providerName: path, parsingOptions: .default)
            let known = declarations.filter { $0.sensitivity != .flagOnly }.map(\.name)
            problems = Self.names(in: object, under: "").sorted().filter { !known.contains($0) }.map { name in
                let nearest = NearestName.of(name, among: known).map { "; did you mean \($0)?" } ?? ""
                return "unknown setting \(name) in \(path)\(nearest)"
            }
        } catch {
            throw SettingsProblems(
                [
                    """
                    \(path), given with --config, is not a JSON object of settings.
                      Expected for example {"http": {"port": 8080}, "log": {"level": "debug"}}
                    """
                ], exitCode: .badConfiguration)
        }
        self.path = path
    }

    private static func read(_ path: String) throws(SettingsProblems) -> [UInt8] {
        do {
            return try TextFile.bytes(of: path, atMost: 1 << 20)
        } catch {
            throw SettingsProblems(
                ["\(path), given with --config, cannot be read: \(error.reason)"], exitCode: .noInput)
        }
    }

    private static func names(in value: Any, under prefix: String) -> [String] {
        guard let object = value as? [String: Any] else { return prefix.isEmpty ? [] : [prefix] }
        return object.flatMap { name, value in
            names(in: value, under: prefix.isEmpty ? name : "\(prefix).\(name)")
        }
    }
}
