/// Values one after the other in memory of their own, which grows: an array that is never shared, so that it needs
/// neither reference counting nor a look at who else has it.
struct JSONRoom<Element>: ~Copyable {
    /// How many there are.
    private(set) var count = 0
    private var capacity: Int
    private var start: UnsafeMutablePointer<Element>

    /// - Parameter capacity: how many are expected.
    init(capacity: Int) {
        self.capacity = max(1, capacity)
        start = .allocate(capacity: self.capacity)
    }

    deinit {
        start.deinitialize(count: count)
        start.deallocate()
    }

    /// The element at a place, which must be one.
    subscript(place: UInt32) -> Element {
        @inline(__always) get {
            precondition(place < count)
            return start[Int(place)]
        }
        @inline(__always) _modify {
            precondition(place < count)
            yield &start[Int(place)]
        }
    }

    /// All elements, to be looked at inside `body` only.
    @inline(__always)
    func withElements<Result: ~Copyable>(_ body: (UnsafeBufferPointer<Element>) throws -> Result) rethrows
        -> Result
    {
        try body(UnsafeBufferPointer(start: start, count: count))
    }

    /// Some of the elements, to be looked at inside `body` only.
    @inline(__always)
    func withElements<Result: ~Copyable>(
        _ range: Range<UInt32>, _ body: (UnsafeBufferPointer<Element>) throws -> Result
    ) rethrows -> Result {
        precondition(range.upperBound <= count)
        return try body(UnsafeBufferPointer(start: start + Int(range.lowerBound), count: range.count))
    }

    /// One more.
    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow(by: 1) }
        (start + count).initialize(to: element)
        count += 1
    }

    /// Copies of what stands somewhere else.
    @inline(__always)
    mutating func append(_ elements: UnsafeBufferPointer<Element>) {
        guard let first = elements.baseAddress else { return }
        if capacity - count < elements.count { grow(by: elements.count) }
        (start + count).initialize(from: first, count: elements.count)
        count += elements.count
    }

    /// Copies of some of its own elements.
    mutating func append(copyOf range: Range<UInt32>) {
        precondition(range.upperBound <= count)
        if capacity - count < range.count { grow(by: range.count) }
        (start + count).initialize(from: start + Int(range.lowerBound), count: range.count)
        count += range.count
    }

    @inline(never)
    private mutating func grow(by more: Int) {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: max(2 * capacity, count + more))
        larger.moveInitialize(from: start, count: count)
        start.deallocate()
        start = larger
        capacity = max(2 * capacity, count + more)
    }
}

// Owns its memory alone and cannot be copied, so that who has it is the only one who can reach it.
extension JSONRoom: @unchecked Sendable where Element: Sendable {}

extension JSONRoom where Element == UInt8 {
    /// The ASCII of a literal.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// The UTF-8 of a text.
    @inline(__always)
    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }
}
