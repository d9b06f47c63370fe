internal import Glibc
internal import Synchronization

/// The connections of a proxy and the loop that serves them. Whatever is done to them is done under one lock,
/// by the loop's thread or by a caller, and never waits for the network.
final class TCPProxyTraffic: Sendable {
    private struct State: Sendable {
        var behaviour = TCPProxy.Behaviour.pass
        var connections: [Int: TCPProxyConnection] = [:]
        var lastConnection = 0
        /// There is no descriptor left: whoever waits to be taken waits a little longer.
        var isExhausted = false
        var isStopping = false
        var hasEnded = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    /// What the loop sleeps on: the wakeup, the listener, and two sockets for each of the connections.
    private struct Watch {
        var numbers: [Int] = []
        var descriptors: [pollfd] = []
        var milliseconds: Int32 = -1
    }

    private let listener: Int32
    private let target: SocketAddress
    private let wakeup: TCPProxyWakeup
    private let state = Mutex(State())

    /// Takes the listening socket over.
    init(listener: Int32, target: SocketAddress) throws(TCPProxyError) {
        self.listener = listener
        self.target = target
        do throws(TCPProxyError) {
            wakeup = try TCPProxyWakeup()
        } catch {
            close(listener)
            throw error
        }
    }

    var connectionCount: Int { state.withLock(\.connections.count) }

    func set(_ behaviour: TCPProxy.Behaviour) { change { $0.behaviour = behaviour } }

    func cut() {
        change { state in
            for connection in state.connections.values { connection.reset() }
            state.connections.removeAll()
        }
    }

    func blackhole() {
        change { state in
            for number in state.connections.keys { state.connections[number]?.becomeBlackHole() }
        }
    }

    func stop() { change { $0.isStopping = true } }

    private func change(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
        wakeup.signal()
    }

    /// Returns when ``run()`` has.
    func ended() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.waiters.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    /// Serves until ``stop()``, on a thread that may wait in `poll`.
    func run() {
        while var watch = nextWatch() {
            let ready = poll(&watch.descriptors, nfds_t(watch.descriptors.count), watch.milliseconds)
            wakeup.drain()
            serve(watch, isReady: ready > 0)
        }
        close(listener)
        let waiters = state.withLock { state in
            for connection in state.connections.values { connection.reset() }
            state.connections.removeAll()
            state.hasEnded = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Nil when it shall end.
    private func nextWatch() -> Watch? {
        state.withLock { state in
            guard !state.isStopping else { return nil }
            var watch = Watch()
            watch.milliseconds = state.isExhausted ? 100 : -1
            watch.descriptors.append(pollfd(fd: wakeup.descriptor, events: Int16(POLLIN), revents: 0))
            watch.descriptors.append(
                pollfd(fd: state.isExhausted ? -1 : listener, events: Int16(POLLIN), revents: 0))
            for (number, connection) in state.connections {
                watch.numbers.append(number)
                watch.descriptors += connection.interests(state.behaviour)
            }
            return watch
        }
    }

    private func serve(_ watch: Watch, isReady: Bool) {
        state.withLock { state in
            state.isExhausted = false
            guard isReady, !state.isStopping else { return }
            for (place, number) in watch.numbers.enumerated()
            where watch.descriptors[2 * place + 2].revents != 0
                || watch.descriptors[2 * place + 3].revents != 0
            {
                // Gone if it was cut in the meantime.
                guard var connection = state.connections.removeValue(forKey: number) else { continue }
                if connection.turn(state.behaviour) { state.connections[number] = connection }
            }
            if watch.descriptors[1].revents != 0 { accept(&state) }
        }
    }

    private func accept(_ state: inout State) {
        switch Socket.accept(listener) {
        case .client(let client):
            guard state.behaviour != .refuse, let connection = TCPProxyConnection(client, to: target) else {
                return Socket.reset(client)
            }
            state.lastConnection += 1
            state.connections[state.lastConnection] = connection
        case .exhausted: state.isExhausted = true
        case .nobody: break
        }
    }
}
