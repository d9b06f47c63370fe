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

    /// What `CHOREO_PASSWORD_<USER>` says for the users that have one.
    package static func given(for users: [String], in environment: [String: String]) -> [String: String] {
        users.reduce(into: [:]) { passwords, user in
            guard let password = environment[variable(of: user)], !password.isEmpty else { return }
            passwords[user] = password
        }
    }

    /// The environment variable that takes a user's password.
    package static func variable(of user: String) -> String { "CHOREO_PASSWORD_\(user.uppercased())" }
}
