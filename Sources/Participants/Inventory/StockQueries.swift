public import Choreography
package import GRDB
public import ShopEvents

/// What the books say, for people and programs that ask. Never waits for the worker, which goes on writing.
public struct StockQueries: Sendable {
    private let database: any DatabaseReader

    /// Asks the worker's own database, on connections that cannot write.
    public init(_ store: Store) { self.init(reading: store.database) }

    package init(reading database: any DatabaseReader) { self.database = database }

    /// The shelf of one sku; nil when nobody has ever heard of it.
    public func shelf(of sku: SKU) async throws -> Shelf? {
        try await database.read { db in
            try InventoryStore.level(of: sku, in: db).map { Shelf(sku: sku, level: $0) }
        }
    }

    /// Some of the shelves in the order of their skus, and how many there are in all, as of one moment.
    public func shelves(offset: Int, limit: Int) async throws -> (shelves: [Shelf], total: Int) {
        try await database.read { db in
            let select = try db.cachedStatement(
                sql: """
                    SELECT sku, initial, received, on_hand, reserved, shipped FROM stock
                    ORDER BY sku LIMIT ? OFFSET ?
                    """)
            let shelves = try Row.fetchAll(select, arguments: [limit, offset]).map(Shelf.init)
            return (shelves, try Int.fetchOne(db, sql: "SELECT count(*) FROM stock") ?? 0)
        }
    }
}

/// One sku's line in the books: `initial + received = on_hand + reserved + shipped`.
public struct Shelf: Sendable, Hashable, Codable {
    /// Which goods.
    public let sku: SKU
    /// What there was when the books were opened.
    public let initial: Int
    /// What the warehouse has taken in since.
    public let received: Int
    /// Free to be set aside for an order.
    public let onHand: Int
    /// Set aside for orders on their way.
    public let reserved: Int
    /// Handed to the carrier.
    public let shipped: Int

    enum CodingKeys: String, CodingKey {
        case sku, initial, received, reserved, shipped
        case onHand = "on_hand"
    }

    /// The line of `sku`.
    public init(sku: SKU, level: StockLevel) {
        self.sku = sku
        (initial, received) = (level.initial, level.received)
        (onHand, reserved, shipped) = (level.onHand, level.reserved, level.shipped)
    }

    fileprivate init(_ row: Row) throws {
        guard let sku = SKU(row[0] as String) else {
            throw Failure.permanent(.reactionFailed, "a sku in the books cannot be read")
        }
        self.init(
            sku: sku,
            level: StockLevel(
                initial: row[1], received: row[2], onHand: row[3], reserved: row[4], shipped: row[5]))
    }
}
