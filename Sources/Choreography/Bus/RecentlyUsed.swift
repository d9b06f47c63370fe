/// A dictionary that holds so many values at most: who puts in one more loses the one not used for longest.
///
/// The values are a list in the order of use, linked by their indices in one array. All but ``removeAll(where:)``
/// take the same time however many there are.
@usableFromInline struct RecentlyUsed<Key: Hashable, Value> {
    @usableFromInline struct Node {
        @usableFromInline let key: Key
        @usableFromInline var value: Value
        @usableFromInline var newer = none
        @usableFromInline var older = none

        init(_ key: Key, _ value: Value) {
            self.key = key
            self.value = value
        }
    }

    /// In place of an index.
    @inlinable static var none: Int { -1 }

    @usableFromInline let capacity: Int
    @usableFromInline var nodes: [Node] = []
    @usableFromInline var indices: [Key: Int] = [:]
    @usableFromInline var newest = none
    @usableFromInline var oldest = none

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { nodes.count }

    /// The value of `key`, which thereby becomes the one used last.
    @inlinable mutating func use(_ key: Key) -> Value? {
        guard let index = indices[key] else { return nil }
        if index != newest {
            unlink(index)
            link(index)
        }
        return nodes[index].value
    }

    /// Puts in a value, which counts as a use.
    mutating func put(_ value: Value, for key: Key) {
        if use(key) != nil {
            nodes[newest].value = value
        } else if nodes.count < capacity {
            nodes.append(Node(key, value))
            indices[key] = nodes.count - 1
            link(nodes.count - 1)
        } else {
            let index = oldest
            unlink(index)
            indices[nodes[index].key] = nil
            nodes[index] = Node(key, value)
            indices[key] = index
            link(index)
        }
    }

    /// Removes the values of the keys that `isAffected` picks; looks at all.
    mutating func removeAll(where isAffected: (Key) -> Bool) {
        var kept = RecentlyUsed(capacity: capacity)
        var index = oldest
        while index != Self.none {
            let node = nodes[index]
            if !isAffected(node.key) { kept.put(node.value, for: node.key) }
            index = node.newer
        }
        self = kept
    }

    @inlinable mutating func unlink(_ index: Int) {
        let (newer, older) = (nodes[index].newer, nodes[index].older)
        if newer == Self.none { newest = older } else { nodes[newer].older = older }
        if older == Self.none { oldest = newer } else { nodes[older].newer = newer }
    }

    /// As the newest.
    @inlinable mutating func link(_ index: Int) {
        nodes[index].newer = Self.none
        nodes[index].older = newest
        if newest == Self.none { oldest = index } else { nodes[newest].newer = index }
        newest = index
    }
}
