import Choreography
import Testing

@testable import RabbitMQManagement

@Suite struct PasswordHashTests {
    /// NIST's examples of FIPS 180-4, and lengths on both sides of a block.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 64),
            "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"
        ),
        (
            String(repeating: "a", count: 1000),
            "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
        ),
    ])
    func `the hash is SHA-256`(_ text: String, _ expected: String) {
        let hex = PasswordHash.digest(Array(text.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        #expect(hex.joined() == expected)
    }

    @Test func `a user without a password, or with another kind of hash, is not guessed at`() {
        var user = Definitions.User(name: "nobody", tags: [])
        #expect(PasswordHash(user) == nil)
        user.passwordHash = "AAAA"
        #expect(PasswordHash(user) == nil)
        user.hashingAlgorithm = "rabbit_password_hashing_md5"
        #expect(PasswordHash(user) == nil)
    }
}
