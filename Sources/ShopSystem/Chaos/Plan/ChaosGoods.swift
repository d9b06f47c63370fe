import ShopEvents

/// What is sold in a chaos run.
enum ChaosGoods {
    /// There is always enough of these.
    static let plentiful = ["product_1", "product_3"].compactMap(SKU.init)
    /// Orders compete for these; the warehouse brings a few now and then.
    static let scarce = SKU("product_2")
    /// More than there will ever be.
    static let tooMany = 100_000
    /// Where the simulated carrier does not go.
    static let refusedCountry = "AQ"

    /// Nobody buys more than five; about a quarter of those who compete get something.
    static func stock(forOrders count: Int) -> [String: Int] {
        ["product_1": count * 5, "product_2": max(1, count / 40), "product_3": count * 5]
    }
}
