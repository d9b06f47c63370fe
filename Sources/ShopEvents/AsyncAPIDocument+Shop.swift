package import Choreography

extension AsyncAPIDocument {
    /// The shop's.
    package static var shop: AsyncAPIDocument {
        AsyncAPIDocument(
            of: .shop,
            summary: "Five participants carry each order through payment, stock and delivery, or undo it.",
            version: "1.0.0"
        ) { ($0 as? any ShopEvent.Type)?.example }
    }
}
