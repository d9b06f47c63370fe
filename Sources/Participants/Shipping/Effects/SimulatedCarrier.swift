public import ShopEvents

/// A carrier that exists only in this process and answers the same every time: it refuses the countries it
/// was told to refuse, books everything else, and is always in time to be called off.
public struct SimulatedCarrier: Carrier {
    private let refusedCountries: Set<String>

    /// Refuses these ISO 3166-1 alpha-2 country codes, in upper or lower case.
    public init(refusedCountries: Set<String> = []) {
        self.refusedCountries = Set(refusedCountries.map { $0.uppercased() })
    }

    /// Books, with a tracking number that follows from the key alone.
    public func book(_ order: OrderID, to address: ShippingAddress, idempotencyKey: String) async -> Booking {
        let country = address.country.uppercased()
        guard !refusedCountries.contains(country) else {
            return .refused(reason: "the carrier does not deliver to \(country)")
        }
        return .booked(trackingNumber: Self.trackingNumber(for: idempotencyKey))
    }

    /// Always in time.
    public func cancel(
        _ order: OrderID, trackingNumber: String?, idempotencyKey: String
    ) async -> Cancellation { .cancelled }

    /// `SIM` and 16 hexadecimal digits: the key's 64-bit FNV-1a hash.
    static func trackingNumber(for key: String) -> String {
        let hash = key.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16, uppercase: true)
        return "SIM" + String(repeating: "0", count: 16 - digits.count) + digits
    }
}
