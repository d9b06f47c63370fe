internal import GRDBSQLite

/// Where the texts and blobs of a statement's arguments are while it runs. SQLite would otherwise allocate memory for
/// each, and free it at the next run.
///
/// What is kept stays where it is until ``recycle(for:)``. Used only where the statement may be used.
@usableFromInline
final class BindingMemory {
    /// Larger arguments are left to SQLite, so that no statement holds on to much.
    private static let limit = 4_096

    private var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var used = 0
    /// What there should have been room for.
    private var wanted = 0

    deinit { bytes.deallocate() }

    /// A copy; nil when there is no room for it. At the next run there is, unless it is too large.
    func keep(_ source: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
        guard source.count <= bytes.count - used else {
            wanted += source.count
            return nil
        }
        let copy = UnsafeMutableRawBufferPointer(rebasing: bytes[used..<used + source.count])
        copy.copyMemory(from: source)
        used += source.count
        return UnsafeRawPointer(copy.baseAddress)
    }

    /// Makes room for the next run of a statement that has been reset.
    func recycle(for statement: OpaquePointer) {
        defer { (used, wanted) = (0, 0) }
        let size = used + wanted
        guard wanted > 0, size <= Self.limit else { return }
        // What is bound still points there.
        sqlite3_clear_bindings(statement)
        bytes.deallocate()
        bytes = .allocate(byteCount: size, alignment: 1)
    }
}
