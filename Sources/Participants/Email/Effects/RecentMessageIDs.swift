/// The Message-IDs that came last, a limited number of them.
struct RecentMessageIDs: Sendable {
    private let limit: Int
    private var known: Set<String> = []
    /// In the order in which they came, from `oldest` on and around.
    private var ring: [String] = []
    private var oldest = 0

    init(limit: Int) { self.limit = limit }

    func contains(_ messageID: String) -> Bool { known.contains(messageID) }

    /// Forgets the oldest one for it where there are as many as there may be.
    mutating func insert(_ messageID: String) {
        guard known.insert(messageID).inserted else { return }
        if ring.count < limit {
            ring.append(messageID)
        } else {
            known.remove(ring[oldest])
            ring[oldest] = messageID
            oldest = (oldest + 1) % limit
        }
    }
}
