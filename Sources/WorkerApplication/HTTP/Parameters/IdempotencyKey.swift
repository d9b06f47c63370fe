import Choreography

extension Parameter where Value == String {
    /// The header `Idempotency-Key`: the same for every repetition of one wish, so that it has one effect.
    ///
    /// 1 to 128 visible ASCII characters, taken as they are; it becomes the message id of the event.
    public static let idempotencyKey = Parameter(
        "Idempotency-Key", in: .header,
        "The same for every repetition of one wish, so that it has one effect; a fresh UUID is best.",
        schema: .string(pattern: "^[!-~]{1,128}$"), example: "0198a5c2-7a1e-7c3b-9d54-0c2f1b6a7e10"
    ) { text throws(BadValue) in
        guard (1...128).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw BadValue(expected: "1 to 128 visible ASCII characters, such as a UUID")
        }
        return text
    }
}
