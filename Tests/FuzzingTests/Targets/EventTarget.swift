import Choreography
import ShopEvents

extension FuzzTarget {
    /// The body of every event of the shop, of any version: what can be read is the same after it was written and read
    /// again, can be printed without personal data, and its money can be counted.
    static let event = FuzzTarget(
        name: "event",
        seeds: {
            try ShopSeeds.events.enumerated().map {
                [UInt8($0.offset)] + (try ShopSeeds.body(of: $0.element))
            }
        }, words: ShopSeeds.words
    ) { bytes in
        var bytes = FuzzBytes(bytes)
        let selector = Int(bytes.byte())
        let type = ShopSeeds.events[selector % ShopSeeds.events.count]
        let version = selector >= 0xF0 ? selector - 0xF0 : type.version
        try check(type, version: version, bytes.remainder())
    }

    private static func check<E: ShopEvent>(_ type: E.Type, version: Int, _ body: [UInt8]) throws {
        let event: E
        do {
            event = try EventJSON.decode(type, version: version, from: body)
        } catch let invalid as InvalidEvent {
            return try must(!invalid.description.isEmpty, "it is refused without a word")
        }
        let written = try EventJSON.encode(event)
        let again = try EventJSON.decode(type, version: type.version, from: written)
        try must(again == event, "read again it is another")
        try must(try EventJSON.encode(again) == written, "written again it is another")
        try must((event.correlationID ?? "").utf8.count <= 255, "the correlation id is too long")
        if let placed = event as? OrderPlaced {
            _ = Money.total(of: placed.lines, in: placed.currency)
            try must(!"\(placed)".contains(placed.customer.email), "it prints personal data")
        }
        if let requested = event as? OrderRequested, let currency = Currency(requested.currency) {
            _ = Money.total(of: requested.lines, in: currency)
        }
    }
}
