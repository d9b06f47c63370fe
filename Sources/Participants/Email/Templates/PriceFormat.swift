import ShopEvents

/// Prices as customers read them: `12.50 EUR`, `1250 JPY`, `1.250 KWD`. The point is a point in every
/// currency, since the mails are English.
enum PriceFormat {
    static func text(_ price: Money) -> String {
        let exponent = exponent(of: price.currency)
        var digits = String(price.amount.magnitude)
        if digits.count <= exponent {
            digits = String(repeating: "0", count: exponent + 1 - digits.count) + digits
        }
        let sign = price.amount < 0 ? "-" : ""
        guard exponent > 0 else { return "\(sign)\(digits) \(price.currency.code)" }
        return "\(sign)\(digits.dropLast(exponent)).\(digits.suffix(exponent)) \(price.currency.code)"
    }

    /// How many decimal places the currency has (ISO 4217).
    static func exponent(of currency: Currency) -> Int {
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
