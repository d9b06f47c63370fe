public import Choreography

/// Which part of a long list is wanted: `?page=2&page_size=50`.
public struct Pagination: Sendable, Hashable {
    /// From 1.
    public let page: Int
    /// 1 to 100.
    public let pageSize: Int

    /// Reads it from a request to an endpoint that has ``parameters``.
    ///
    /// - Throws: ``Problem`` 400 when it is wrong.
    public init(_ request: EndpointRequest) throws {
        page = try request[Self.page]
        pageSize = try request[Self.pageSize]
    }

    /// How many items come before the page.
    public var offset: Int { (page - 1) * pageSize }

    /// What an endpoint of a list takes.
    public static let parameters: [any ParameterDescription] = [page, pageSize]

    /// So large that ``offset`` cannot overflow.
    private static let lastPage = 1_000_000_000

    private static let page = Parameter(
        "page", in: .query, "Which page, from 1.", schema: .integer(in: 1...lastPage), example: "1", absent: 1
    ) { text throws(BadValue) in try Self.number(text, in: 1...lastPage) }

    private static let pageSize = Parameter(
        "page_size", in: .query, "How many items make a page.", schema: .integer(in: 1...100), example: "20",
        absent: 20
    ) { text throws(BadValue) in try Self.number(text, in: 1...100) }

    private static func number(_ text: String, in range: ClosedRange<Int>) throws(BadValue) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw BadValue(expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

/// A page of a list, as it is answered.
public struct Page<Item: Codable & Sendable>: Codable, Sendable {
    /// What is on the page; empty behind the last one.
    public let items: [Item]
    /// From 1.
    public let page: Int
    /// How many items a full page has.
    public let pageSize: Int
    /// How many items there are on all pages.
    public let total: Int
    /// How many pages there are; 0 when there are no items.
    public let pages: Int

    enum CodingKeys: String, CodingKey {
        case items, page, total, pages
        case pageSize = "page_size"
    }

    /// - Parameter total: How many items there are on all pages.
    public init(_ items: [Item], of total: Int, at pagination: Pagination) {
        self.init(items, of: total, page: pagination.page, pageSize: pagination.pageSize)
    }

    /// One full page that is all there is, for examples.
    public init(example item: Item) { self.init([item], of: 1, page: 1, pageSize: 20) }

    private init(_ items: [Item], of total: Int, page: Int, pageSize: Int) {
        self.items = items
        self.page = page
        self.pageSize = pageSize
        self.total = total
        pages = (total + pageSize - 1) / pageSize
    }
}

extension Schema {
    /// What a ``Page`` of such items looks like.
    public static func page(of item: Schema) -> Schema {
        .object([
            "items": .list(of: item, counts: 0...100), "page": .integer("From 1.", in: 1...Int.max),
            "page_size": .integer(in: 1...100), "total": .integer("Items on all pages.", in: 0...Int.max),
            "pages": .integer(in: 0...Int.max),
        ])
    }
}
