import Choreography
import RabbitMQManagement

/// Passwords that somebody guesses, or that nobody has.
///
/// Guesses are compared with the hashes that the broker keeps: no login is tried, so nobody is locked out and
/// no log fills with refusals.
struct UserPasswords: BrokerCheck {
    static let identifier = "passwords"
    private static let least = 12

    func examine(_ chart: BrokerChart) -> [DoctorFinding] {
        let ours = Set(chart.topology.objects.users.map(\.name))
        let findings = chart.definitions.users.filter { $0.name != "guest" }.flatMap { user in
            judged(user, isOurs: ours.contains(user.name), known: chart.passwords[user.name])
        }
        return findings.isEmpty ? [fine("none is short, usual or the user's name")] : findings
    }

    private func judged(
        _ user: Definitions.User, isOurs: Bool, known: String?
    ) -> [DoctorFinding] {
        let variable = Passwords.variable(of: user.name)
        let mend =
            isOurs
            ? "choose another in \(variable), restart its worker with it, choreo topology apply"
            : "rabbitmqctl change_password \(user.name)"
        guard !user.passwordHash.isEmpty else {
            return isOurs
                ? [
                    error(
                        "\(user.name) has no password and cannot log in",
                        mend: "set \(variable), then choreo topology apply")
                ] : []
        }
        if let hash = PasswordHash(user), let guess = Self.guesses(for: user.name).first(where: hash.matches)
        {
            let kind =
                guess == user.name ? "the user's name" : guess.isEmpty ? "empty" : "one of the usual ones"
            return [error("the password of \(user.name) is \(kind)", mend: mend)]
        }
        if let known, known.count < Self.least {
            return [
                warning(
                    "the password of \(user.name) has \(known.count) characters; \(Self.least) are the least",
                    mend: mend)
            ]
        }
        return []
    }

    /// What is tried first by whoever should not get in.
    static func guesses(for user: String) -> [String] {
        let usual = [
            "", "guest", "admin", "administrator", "root", "rabbit", "rabbitmq", "password", "passwort",
            "secret", "changeme", "change-me", "letmein", "welcome", "default", "test", "demo", "shop",
            "12345", "123456", "12345678", "123456789", "1234567890", "qwerty", "abc123", "password1",
            "password123", "Passw0rd", "p@ssw0rd", "admin123",
        ]
        return [user] + usual
            + ["1", "12", "123", "1234", "!", "-password", "_password"].map { user + $0 }
            + [String(user.reversed()), user.uppercased(), user.prefix(1).uppercased() + user.dropFirst()]
    }
}
