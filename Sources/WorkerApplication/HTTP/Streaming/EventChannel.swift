import Synchronization

/// Hands texts from those who make them to the one who writes them, one at a time: whoever sends waits until
/// it is written, so a slow reader slows the sender and nothing piles up.
final class EventChannel: Sendable {
    /// A text, and who waits until it is written.
    struct Item: Sendable {
        let text: String
        let written: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var waiting: [Item] = []
        var writer: CheckedContinuation<Item?, Never>?
        var isClosed = false
    }

    private let state = Mutex(State())

    /// False when nobody reads any more.
    func send(_ text: String) async -> Bool {
        await withCheckedContinuation { written in
            let item = Item(text: text, written: written)
            let (isClosed, writer) = state.withLock { state in
                let writer = state.writer.take()
                if !state.isClosed && writer == nil { state.waiting.append(item) }
                return (state.isClosed, writer)
            }
            if let writer {
                writer.resume(returning: item)
            } else if isClosed {
                written.resume(returning: false)
            }
        }
    }

    /// nil when it is closed. For one writer, who answers each item.
    func next() async -> Item? {
        await withCheckedContinuation { writer in
            let (item, isClosed) = state.withLock { state -> (Item?, Bool) in
                if !state.waiting.isEmpty { return (state.waiting.removeFirst(), false) }
                if !state.isClosed { state.writer = writer }
                return (nil, state.isClosed)
            }
            if item != nil || isClosed { writer.resume(returning: item) }
        }
    }

    /// Ends it: what waits is not written.
    func close() {
        let (writer, waiting) = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return (state.writer.take(), state.waiting)
        }
        writer?.resume(returning: nil)
        for item in waiting { item.written.resume(returning: false) }
    }
}
