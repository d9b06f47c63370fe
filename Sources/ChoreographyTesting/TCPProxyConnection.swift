internal import Glibc

/// One client of a proxy with the socket to its target, and what goes to and fro between them.
struct TCPProxyConnection: Sendable {
    private let client: Int32
    private let target: Int32
    private var isConnecting = true
    private var isBlackHole = false
    private var upstream = TCPProxyFlow()
    private var downstream = TCPProxyFlow()

    /// Takes the client over and begins to connect; nil when that is not possible, and the client stays.
    init?(_ client: Int32, to address: SocketAddress) {
        guard let target = Socket.connect(to: address) else { return nil }
        self.client = client
        self.target = target
    }

    /// What to wait for: at the client, at the target.
    func interests(_ behaviour: TCPProxy.Behaviour) -> [pollfd] {
        guard !isConnecting else {
            return [Socket.interest(in: -1), Socket.interest(in: target, toWrite: true)]
        }
        let (isUp, isDown) = (flows(.upstream, behaviour), flows(.downstream, behaviour))
        return [
            Socket.interest(
                in: client, toRead: isUp && upstream.wantsToRead, toWrite: isDown && downstream.wantsToWrite),
            Socket.interest(
                in: target, toRead: isDown && downstream.wantsToRead, toWrite: isUp && upstream.wantsToWrite),
        ]
    }

    private func flows(_ direction: TCPProxy.Direction, _ behaviour: TCPProxy.Behaviour) -> Bool {
        guard !isBlackHole, case .stall(let stalled) = behaviour else { return true }
        return !stalled.includes(direction)
    }

    /// Moves what can be moved. False when it has ended; its sockets are closed then.
    mutating func turn(_ behaviour: TCPProxy.Behaviour) -> Bool {
        if isConnecting {
            guard Socket.hasConnected(target) else {
                reset()
                return false
            }
            isConnecting = false
        }
        if flows(.upstream, behaviour) { upstream.move(from: client, to: target) }
        if flows(.downstream, behaviour) { downstream.move(from: target, to: client) }
        let isBroken = upstream.isBroken(reverse: downstream) || downstream.isBroken(reverse: upstream)
        if isBroken && !isBlackHole {
            reset()
            return false
        }
        guard upstream.hasEnded && downstream.hasEnded else { return true }
        close(client)
        close(target)
        return false
    }

    /// From now on whatever comes is lost.
    mutating func becomeBlackHole() {
        isBlackHole = true
        upstream.lose()
        downstream.lose()
    }

    /// Ends it at once: both ends get a reset.
    func reset() {
        Socket.reset(client)
        Socket.reset(target)
    }
}

/// The bytes that go one way. Reads no more before what it has is sent on.
struct TCPProxyFlow: Sendable {
    private enum Source { case open, atEnd, broken }

    private static let capacity = 64 << 10
    private static let chunksPerTurn = 16

    private var held: ArraySlice<UInt8> = []
    private var source = Source.open
    /// Nobody takes the bytes any more, or they are to be lost.
    private var isDiscarding = false
    private var isBlackHole = false

    var wantsToRead: Bool { source == .open && held.isEmpty }
    var wantsToWrite: Bool { !held.isEmpty }
    var hasEnded: Bool { source != .open && held.isEmpty }

    /// Whether its source was reset, or its sink is gone while the other way will not tell.
    func isBroken(reverse: TCPProxyFlow) -> Bool {
        source == .broken || (isDiscarding && !isBlackHole && reverse.source != .open)
    }

    mutating func lose() {
        (isDiscarding, isBlackHole) = (true, true)
        held = []
    }

    mutating func move(from input: Int32, to output: Int32) {
        for _ in 0..<Self.chunksPerTurn {
            if wantsToWrite, !write(to: output) { return }
            guard wantsToRead, read(from: input) else { break }
        }
        if wantsToWrite { _ = write(to: output) }
        if source == .atEnd, held.isEmpty, !isDiscarding { shutdown(output, Int32(SHUT_WR)) }
    }

    private mutating func write(to output: Int32) -> Bool {
        switch Socket.write(held, to: output) {
        case .done(let count):
            held = held.dropFirst(count)
            return held.isEmpty
        case .later: return false
        case .failed:
            isDiscarding = true
            held = []
            return true
        }
    }

    private mutating func read(from input: Int32) -> Bool {
        let (bytes, outcome) = Socket.read(from: input, atMost: Self.capacity)
        switch outcome {
        case .done(0): source = .atEnd
        case .done: if !isDiscarding { held = bytes }
        case .later: return false
        case .failed: source = .broken
        }
        return true
    }
}
