import Testing

/// End-to-end: the real executables, a real broker, real databases. One shop at a time, since each is six
/// processes.
@Suite("The running shop", .serialized) enum SystemTests {
    /// Those that share one shop.
    @Suite("together", .shop) enum Together {}
}
