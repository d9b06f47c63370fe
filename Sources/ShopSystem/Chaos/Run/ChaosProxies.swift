import ChoreographyTesting
import Synchronization

/// The proxies through which everybody reaches the broker, each through one of their own.
final class ChaosProxies: Sendable {
    private let proxies = Mutex<[String: TCPProxy]>([:])

    /// Starts one for each worker, and one for all who publish from outside.
    ///
    /// - Returns: the ports.
    func start(to port: Int) async throws -> [String: Int] {
        for name in RunningSystem.workers + [ChaosFault.outside] {
            let proxy = try await TCPProxy.start(to: port)
            proxies.withLock { $0[name] = proxy }
        }
        return proxies.withLock { $0.mapValues(\.port) }
    }

    subscript(name: String) -> TCPProxy? { proxies.withLock { $0[name] } }

    /// From now on nothing is held back.
    func pass() { for proxy in proxies.withLock({ Array($0.values) }) { proxy.set(.pass) } }

    func stop() async {
        let stopping = proxies.withLock { proxies in
            defer { proxies = [:] }
            return Array(proxies.values)
        }
        for proxy in stopping { await proxy.stop() }
    }
}
