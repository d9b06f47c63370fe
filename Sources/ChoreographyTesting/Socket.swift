internal import Glibc

/// An address to connect to, as the C library wants it.
struct SocketAddress: Sendable {
    let family: Int32
    let bytes: [UInt8]

    /// The first address of a host. May block while a name is looked up.
    static func lookUp(_ host: String, port: Int) throws(TCPProxyError) -> SocketAddress {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, "\(port)", &hints, &found)
        defer { if let found { freeaddrinfo(found) } }
        guard status == 0, let first = found?.pointee, let address = first.ai_addr else {
            throw TCPProxyError(
                "the target \(host):\(port) is not known", reason: String(cString: gai_strerror(status)))
        }
        return SocketAddress(
            family: first.ai_family,
            bytes: Array(UnsafeRawBufferPointer(start: address, count: Int(first.ai_addrlen))))
    }

    func withPointer<T>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> T) -> T? {
        bytes.withUnsafeBytes { buffer in
            buffer.baseAddress.map {
                body($0.assumingMemoryBound(to: sockaddr.self), socklen_t(buffer.count))
            }
        }
    }
}

/// Sockets that never block, under names of our own.
enum Socket {
    /// What came of reading or writing.
    enum Transfer: Sendable {
        /// So many bytes; none read is the end.
        case done(Int)
        /// Nothing at present.
        case later
        /// The connection is gone.
        case failed
    }

    enum Acceptance {
        case client(Int32)
        case nobody
        case exhausted
    }

    private static let flags = Int32(
        SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)

    /// Listens on 127.0.0.1, on a free port if `port` is zero; which one it is.
    static func listen(on port: Int) throws(TCPProxyError) -> (listener: Int32, port: Int) {
        guard (0...65535).contains(port) else {
            throw TCPProxyError("cannot listen", reason: "\(port) is not a port")
        }
        let listener = socket(AF_INET, flags, 0)
        guard listener >= 0 else { throw TCPProxyError("no socket to listen on") }
        set(SO_REUSEADDR, Int32(1), on: listener)
        let bound = PrivateBrokerPorts.withLoopbackAddress(port: port) { address, length -> Int? in
            var length = length
            guard bind(listener, address, length) == 0, Glibc.listen(listener, 128) == 0,
                getsockname(listener, address, &length) == 0
            else { return nil }
            return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                Int(UInt16(bigEndian: $0.pointee.sin_port))
            }
        }
        guard let bound else {
            let error = TCPProxyError("cannot listen on 127.0.0.1:\(port)")
            close(listener)
            throw error
        }
        return (listener, bound)
    }

    static func accept(_ listener: Int32) -> Acceptance {
        let client = Glibc.accept(listener, nil, nil)
        if client < 0 { return [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) ? .exhausted : .nobody }
        makeOurs(client)
        doNotDelay(client)
        return .client(client)
    }

    /// A socket that is connecting.
    static func connect(to address: SocketAddress) -> Int32? {
        let descriptor = socket(address.family, flags, 0)
        guard descriptor >= 0 else { return nil }
        doNotDelay(descriptor)
        let status = address.withPointer { Glibc.connect(descriptor, $0, $1) }
        guard status == 0 || errno == EINPROGRESS else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// What became of a socket that was connecting and is ready to write.
    static func hasConnected(_ descriptor: Int32) -> Bool {
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0
    }

    static func read(from descriptor: Int32, atMost count: Int) -> (bytes: ArraySlice<UInt8>, Transfer) {
        var outcome = Transfer.later
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            outcome = transfer(count)
            initialized = max(0, count)
        }
        return (bytes[...], outcome)
    }

    static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Transfer {
        transfer(
            bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) })
    }

    private static func transfer(_ count: Int) -> Transfer {
        if count >= 0 { return .done(count) }
        return [EAGAIN, EWOULDBLOCK, EINTR].contains(errno) ? .later : .failed
    }

    /// Closes with a reset instead of an orderly end.
    static func reset(_ descriptor: Int32) {
        set(SO_LINGER, linger(l_onoff: 1, l_linger: 0), on: descriptor)
        close(descriptor)
    }

    /// What to wait for; nothing at all if neither is wanted, not even for its end.
    static func interest(in descriptor: Int32, toRead: Bool = false, toWrite: Bool = false) -> pollfd {
        let events = (toRead ? POLLIN : 0) | (toWrite ? POLLOUT : 0)
        return pollfd(fd: events == 0 ? -1 : descriptor, events: Int16(events), revents: 0)
    }

    /// A descriptor that does not block and is not handed to child processes.
    static func makeOurs(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    private static func doNotDelay(_ descriptor: Int32) {
        var on: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func set<Value: BitwiseCopyable>(
        _ option: Int32, _ value: Value, on descriptor: Int32
    ) {
        var value = value
        setsockopt(descriptor, SOL_SOCKET, option, &value, socklen_t(MemoryLayout<Value>.size))
    }
}
