import Choreography

/// Passwords of broker users: those given in the environment, else made up from the system's randomness.
package enum Passwords {
    private static let alphabet = Array("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")

    /// 32 characters of 57, about 186 bits.
    package static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<32).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
    }

    /// One for each user.
    static func complete(_ given: [String: String], for users: [String]) -> [String: String] {
        users.reduce(into: [:]) { $0[$1] = given[$1] ?? random() }
    }

    /// What `CHOREO_PASSWORD_<USER>`, or the file that `CHOREO_PASSWORD_<USER>_FILE` names, says for the users
    /// that have one.
    ///
    /// - Parameter warn: called with what is not wrong and still should be mended.
    /// - Throws: ``SystemError`` naming the variable whose file cannot be used.
    package static func given(
        for users: [String], in environment: [String: String], warn: (String) -> Void = { _ in }
    ) throws(SystemError) -> [String: String] {
        var passwords: [String: String] = [:]
        for user in users {
            passwords[user] = try given(by: variable(of: user), in: environment, warn: warn)
        }
        return passwords
    }

    /// What `variable`, or the file that `variable` with `_FILE` behind it names, says; nil when neither is set.
    ///
    /// - Parameter warn: called with what is not wrong and still should be mended.
    /// - Throws: ``SystemError`` naming the variable whose file cannot be used.
    package static func given(
        by variable: String, in environment: [String: String], warn: (String) -> Void = { _ in }
    ) throws(SystemError) -> String? {
        func text(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard let path = text(variable + "_FILE") else { return text(variable) }
        guard text(variable) == nil else {
            throw SystemError(.fileAccess, "both \(variable) and \(variable)_FILE are set; set one of them")
        }
        do {
            let secret = try TextFile.secret(in: path)
            if secret.isOpenToAll {
                warn("\(variable)_FILE names \(path), which any user can read: chmod 600 it")
            }
            return secret.text
        } catch {
            throw SystemError(
                .fileAccess, "\(variable)_FILE names \(path), which cannot be used: \(error.reason)")
        }
    }

    /// The environment variable that takes a user's password.
    package static func variable(of user: String) -> String { "CHOREO_PASSWORD_\(user.uppercased())" }
}
