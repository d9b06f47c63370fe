internal import Glibc

/// A TCP proxy on 127.0.0.1 that can be told to misbehave as networks do: half-open connections, lost bytes,
/// resets, refusals. Put it between a client and a broker, or anything else that speaks TCP.
///
/// One thread of its own moves the bytes; no call waits for the network. What is told takes effect before the
/// call returns. A sender is held back as soon as the other end does not read: at most 64 KiB per direction
/// are held here. Letting go of a proxy stops it; ``stop()`` also waits until its port is free again.
public final class TCPProxy: Sendable {
    /// The port it listens on, on 127.0.0.1.
    public let port: Int
    private let traffic: TCPProxyTraffic

    /// Which way bytes go.
    public enum Direction: Sendable, Hashable, CaseIterable {
        /// From the client to the target.
        case upstream
        /// From the target to the client.
        case downstream
        /// Either way.
        case both

        func includes(_ other: Direction) -> Bool { self == .both || self == other }
    }

    /// How it treats connections, those that are open and those to come.
    public enum Behaviour: Sendable, Hashable {
        /// Bytes, ends and resets are passed on.
        case pass
        /// Half-open: nothing gets through in this direction, no byte, no end and no reset, while connections
        /// stay open. What was held goes on with the next ``pass``.
        case stall(Direction)
        /// New connections are reset at once; those that are open go on.
        case refuse
    }

    private init(port: Int, traffic: TCPProxyTraffic) {
        self.port = port
        self.traffic = traffic
    }

    deinit { traffic.stop() }

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - targetPort: Where to connect to, once for each connection taken. Nobody need be there yet: as long
    ///     as the target does not answer, connections are reset.
    ///   - targetHost: A name or an address, looked up once, now.
    ///   - port: The port to listen on; zero takes a free one.
    /// - Throws: ``TCPProxyError`` when the port cannot be had or the target's name is not known.
    public static func start(
        to targetPort: Int, targetHost: String = "127.0.0.1", on port: Int = 0
    ) async throws -> TCPProxy {
        let (port, traffic) = try await withCheckedThrowingContinuation { started in
            TCPProxyThread.start { failure in
                // Here, since looking up a name may block.
                do throws(TCPProxyError) {
                    if let failure { throw failure }
                    let target = try SocketAddress.lookUp(targetHost, port: targetPort)
                    let (listener, port) = try Socket.listen(on: port)
                    let traffic = try TCPProxyTraffic(listener: listener, target: target)
                    started.resume(returning: (port, traffic))
                    traffic.run()
                } catch {
                    started.resume(throwing: error)
                }
            }
        }
        return TCPProxy(port: port, traffic: traffic)
    }

    /// From now on it behaves like this. Bytes that were read before and not sent on count as held.
    public func set(_ behaviour: Behaviour) { traffic.set(behaviour) }

    /// Resets every connection, at both ends. New ones are taken as before.
    public func cut() { traffic.cut() }

    /// Every connection of this moment loses all bytes from now on and stays open, as when a firewall has
    /// forgotten it. Not even its end gets through, and ``Behaviour/pass`` does not bring it back. New
    /// connections are treated as ``set(_:)`` has it.
    public func blackhole() { traffic.blackhole() }

    /// How many connections it has open.
    public var connectionCount: Int { traffic.connectionCount }

    /// Resets every connection, stops listening and waits until all descriptors are closed; may be repeated.
    public func stop() async {
        traffic.stop()
        await traffic.ended()
    }
}

/// Why a proxy could not be started.
public struct TCPProxyError: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    public let description: String

    init(_ what: String, code: Int32 = errno) {
        description = "\(what): \(String(cString: strerror(code)))"
    }

    init(_ what: String, reason: String) { description = "\(what): \(reason)" }
}
