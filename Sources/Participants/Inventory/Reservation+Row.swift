import Choreography
import ShopEvents

/// A reservation as its row has it. `lines` is one line of text per sku, `2 product_1`; an ended
/// reservation keeps what it was about, for people who look.
extension Reservation {
    init(status: String, isPaid: Bool, lines: String?) throws {
        let list = try lines.map(PickList.init(text:))
        switch (status, list) {
        case ("waiting", let list): self = .waiting(list, isPaid: isPaid)
        case ("reserved", let list?): self = .reserved(list)
        case ("rejected", _): self = .rejected
        case ("released", _): self = .released
        case ("shipped", _): self = .shipped
        default: throw Failure.permanent(.reactionFailed, "a reservation's row cannot be read: \(status)")
        }
    }

    var status: String {
        switch self {
        case .waiting: "waiting"
        case .reserved: "reserved"
        case .rejected: "rejected"
        case .released: "released"
        case .shipped: "shipped"
        }
    }

    /// Whether the go-ahead is known to have come.
    var isPaid: Bool {
        switch self {
        case .waiting(_, let isPaid): isPaid
        case .reserved, .rejected, .shipped: true
        case .released: false
        }
    }

    var lines: String? {
        switch self {
        case .waiting(let list, _): list?.text
        case .reserved(let list): list.text
        case .rejected, .released, .shipped: nil
        }
    }
}

extension PickList {
    var text: String { items.map { "\($0.quantity) \($0.sku.text)" }.joined(separator: "\n") }

    init(text: String) throws {
        self.init(
            try text.split(separator: "\n").map { line in
                let words = line.split(separator: " ", maxSplits: 1)
                guard words.count == 2, let quantity = Int(words[0]), let sku = SKU(String(words[1])) else {
                    throw Failure.permanent(.reactionFailed, "a reservation's lines cannot be read")
                }
                return StockItem(sku: sku, quantity: quantity)
            })
    }
}
