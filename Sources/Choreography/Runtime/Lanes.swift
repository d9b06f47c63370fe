/// Keeps the events of one saga in their order while the outside is being asked: the first one has the lane,
/// the others wait behind it. Pure.
struct Lanes<Item> {
    private var waiting: [String: [Item]] = [:]

    /// Whether nobody has the lane: then the caller has it now; else the item waits.
    mutating func enter(_ item: Item, key: String) -> Bool {
        guard waiting[key] == nil else {
            waiting[key]?.append(item)
            return false
        }
        waiting[key] = []
        return true
    }

    /// Gives the lane back; returns the next in it, who has it now.
    mutating func leave(key: String) -> Item? {
        guard var items = waiting.removeValue(forKey: key), !items.isEmpty else { return nil }
        let next = items.removeFirst()
        waiting[key] = items
        return next
    }

    /// How many lanes are taken.
    var count: Int { waiting.count }
}
