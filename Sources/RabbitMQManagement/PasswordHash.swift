public import Choreography
import Crypto
import Foundation

/// A broker user's password as the broker keeps it: 4 bytes of salt, and the hash of salt and password.
///
/// With it a guess can be tried without a login, which nobody counts and which locks nobody out.
public struct PasswordHash: Sendable {
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// - Returns: nil for a user without a password, and for hashes of another kind than RabbitMQ's default.
    public init?(_ user: Definitions.User) {
        guard user.hashingAlgorithm == "rabbit_password_hashing_sha256",
            let bytes = Data(base64Encoded: user.passwordHash), bytes.count == 4 + 32
        else { return nil }
        salt = Array(bytes.prefix(4))
        hash = Array(bytes.dropFirst(4))
    }

    /// Whether this is the password.
    public func matches(_ guess: String) -> Bool { Self.digest(salt + guess.utf8) == hash }

    static func digest(_ message: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: message)) }
}
