import ShopEvents

/// Prices as customers read them: `12.50 EUR`, `1250 JPY`, `1.250 KWD`. The point is a point in every
/// currency, since the mails are English.
struct PriceFormat {
    private let currency: Currency
    private let exponent: Int

    init(_ currency: Currency) {
        self.currency = currency
        exponent = Self.exponent(of: currency)
    }

    func text(_ amount: Int64) -> String {
        var digits = String(amount.magnitude)
        let missing = exponent + 1 - digits.utf8.count
        if missing > 0 { digits = String(repeating: "0", count: missing) + digits }
        let sign = amount < 0 ? "-" : ""
        guard exponent > 0 else { return "\(sign)\(digits) \(currency.code)" }
        let point = digits.utf8.index(digits.endIndex, offsetBy: -exponent)
        return "\(sign)\(digits[..<point]).\(digits[point...]) \(currency.code)"
    }

    /// How many decimal places the currency has (ISO 4217).
    private static func exponent(of currency: Currency) -> Int {
        if withoutDecimals.contains(currency.code) { return 0 }
        return withThreeDecimals.contains(currency.code) ? 3 : 2
    }

    private static let withoutDecimals: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF",
        "XOF",
        "XPF",
    ]

    private static let withThreeDecimals: Set<String> = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
}
