/// An amount of one currency, in whole minor units (cents); never a floating-point number.
///
/// In events it appears as two fields beside each other, an amount and `currency`.
public struct Money: Sendable, Hashable, CustomStringConvertible {
    /// Minor units of ``currency``.
    public let amount: Int64
    /// What the amount is counted in.
    public let currency: Currency

    /// `amount` minor units of `currency`.
    public init(amount: Int64, currency: Currency) {
        self.amount = amount
        self.currency = currency
    }

    /// The sum; nil when it overflows or the currencies differ.
    public func adding(_ other: Money) -> Money? {
        guard currency == other.currency else { return nil }
        let (sum, overflow) = amount.addingReportingOverflow(other.amount)
        return overflow ? nil : Money(amount: sum, currency: currency)
    }

    /// The product; nil when it overflows.
    public func multiplied(by count: Int) -> Money? {
        let (product, overflow) = amount.multipliedReportingOverflow(by: Int64(count))
        return overflow ? nil : Money(amount: product, currency: currency)
    }

    /// What `lines` cost together; nil when that overflows.
    public static func total(of lines: [OrderLine], in currency: Currency) -> Money? {
        var total = Money(amount: 0, currency: currency)
        for line in lines {
            guard
                let price = Money(amount: line.unitPrice, currency: currency).multiplied(by: line.quantity),
                let sum = total.adding(price)
            else { return nil }
            total = sum
        }
        return total
    }

    /// `2500 EUR`, in minor units.
    public var description: String { "\(amount) \(currency.code)" }
}
