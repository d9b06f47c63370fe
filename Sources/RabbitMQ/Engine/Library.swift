internal import CRabbitMQ
internal import Glibc

/// librabbitmq's connection: the one place where its C pointers live.
///
/// Only bytes cross this border. Methods and property lists are written and read in Swift; librabbitmq
/// decodes and encodes them itself. Every call belongs on the connection's thread, and after any call
/// that threw, the only thing left to do is to let go of this value.
struct Library: ~Copyable {
    private let state: amqp_connection_state_t
    private let scratch: Scratch
    private let names = NameCache()

    private init(_ state: amqp_connection_state_t) {
        self.state = state
        self.scratch = Scratch()
    }

    deinit { amqp_destroy_connection(state) }

    var fileDescriptor: Int32 { amqp_get_sockfd(state) }
    var frameMax: Int { Int(amqp_get_frame_max(state)) }
    var channelMax: UInt16 { UInt16(clamping: amqp_get_channel_max(state)) }
    var heartbeat: Duration { .seconds(Int64(amqp_get_heartbeat(state))) }

    /// The next frame that has arrived, or `nil`; never waits. Sends a heartbeat when one is due.
    borrowing func nextFrame() throws(AMQPError) -> (channel: UInt16, frame: InboundFrame)? {
        while true {
            var frame = amqp_frame_t()
            var now = timeval()
            let status = amqp_simple_wait_frame_noblock(state, &frame, &now)
            if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
            try check(status, "reading")
            let copied = try copy(&frame)
            // All bytes are Swift's now; without this the pools of the channel grow without bound.
            amqp_maybe_release_buffers_on_channel(state, frame.channel)
            if let copied { return (frame.channel, copied) }
        }
    }

    /// Sends a method; `arguments` as they are on the wire.
    borrowing func send(_ id: UInt32, _ arguments: [UInt8], on channel: UInt16) throws(AMQPError) {
        var decoded: UnsafeMutableRawPointer?
        scratch.recycle()
        let status = arguments.withUnsafeBytes { bytes -> Int32 in
            let status = amqp_decode_method(id, &scratch.pool, bytes.amqp, &decoded)
            return status < 0 ? status : amqp_send_method(state, channel, id, decoded)
        }
        try check(status, "sending a method")
    }

    /// Publishes. `envelope` holds the exchange, the routing key and the encoded properties back to back.
    borrowing func publish(
        envelope: [UInt8], exchangeLength: Int, routingKeyLength: Int, mandatory: Bool, body: [UInt8],
        on channel: UInt16
    ) throws(AMQPError) {
        scratch.recycle()
        let status = envelope.withUnsafeBytes { head in
            body.withUnsafeBytes { body -> Int32 in
                let exchange = UnsafeRawBufferPointer(rebasing: head[..<exchangeLength])
                let rest = head[exchangeLength...]
                let key = UnsafeRawBufferPointer(rebasing: rest.prefix(routingKeyLength))
                let properties = UnsafeRawBufferPointer(rebasing: rest.dropFirst(routingKeyLength))
                var decoded: UnsafeMutableRawPointer?
                let status = amqp_decode_properties(basicClass, &scratch.pool, properties.amqp, &decoded)
                guard status >= 0 else { return status }
                return amqp_basic_publish(
                    state, channel, exchange.amqp, key.amqp, mandatory ? 1 : 0, 0,
                    decoded?.assumingMemoryBound(to: amqp_basic_properties_t.self), body.amqp)
            }
        }
        try check(status, "publishing")
    }

    private borrowing func copy(_ frame: inout amqp_frame_t) throws(AMQPError) -> InboundFrame? {
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD:
            return .method(try scratch.read(choreography_frame_method(&frame), names))
        case AMQP_FRAME_HEADER:
            var reader = WireReader(choreography_frame_properties(&frame).buffer)
            return .header(
                bodySize: choreography_frame_body_size(&frame), ReceivedProperties(&reader, names))
        case AMQP_FRAME_BODY: return .body(Array(choreography_frame_body(&frame).buffer))
        default: return nil
        }
    }
}

/// The class id of basic, whose property list messages have (`AMQP_BASIC_CLASS` is a macro with a cast).
private let basicClass: UInt16 = 60

// MARK: - Opening

extension Library {
    /// Connects, shakes hands and logs in. Blocks for at most `connectTimeout` for each of the three.
    ///
    /// - Parameter clientProperties: an encoded field table.
    static func open(
        _ configuration: ConnectionConfiguration, clientProperties: [UInt8]
    ) throws(AMQPError) -> Library {
        guard let state = amqp_new_connection() else {
            throw AMQPError(.resourceExhausted, "no memory for a connection")
        }
        let library = Library(state)
        // What an earlier connection of this thread left there is not ours.
        _ = TLSTrouble.taken()
        try library.configureTimeouts(configuration)
        try library.openSocket(configuration)
        try library.login(configuration, clientProperties)
        library.scratch.resize(Int(amqp_get_frame_max(state)))
        return library
    }

    private borrowing func configureTimeouts(_ configuration: ConnectionConfiguration) throws(AMQPError) {
        var handshake = timeval(configuration.connectTimeout)
        try check(amqp_set_handshake_timeout(state, &handshake), "setting the timeout")
        // Infinite by default; bounds connection.open, the last step of the login.
        try check(amqp_set_rpc_timeout(state, &handshake), "setting the timeout")
    }

    private borrowing func openSocket(_ configuration: ConnectionConfiguration) throws(AMQPError) {
        let socket = configuration.tls == nil ? amqp_tcp_socket_new(state) : amqp_ssl_socket_new(state)
        guard let socket else { throw AMQPError(.resourceExhausted, "no memory for a socket") }
        if let tls = configuration.tls { try configure(tls, socket) }
        var timeout = timeval(configuration.connectTimeout)
        let port = Int32(configuration.port)
        let status = amqp_socket_open_noblock(socket, configuration.host, port, &timeout)
        if status < 0, configuration.tls != nil {
            let isForAnotherHost = status == AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED.rawValue
            let error = AMQPError(handshakeWith: configuration, TLSTrouble.taken(), isForAnotherHost)
            if let error { throw error }
        }
        try check(status, "connecting to \(configuration.host):\(configuration.port)", opening: true)
    }

    private borrowing func configure(_ tls: TLSConfiguration, _ socket: OpaquePointer) throws(AMQPError) {
        amqp_ssl_socket_set_verify_peer(socket, tls.verifyPeer ? 1 : 0)
        if tls.verifyPeer { choreography_tls_verify_in_handshake(socket) }
        amqp_ssl_socket_set_verify_hostname(socket, tls.verifyHost ? 1 : 0)
        try check(
            amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST), "asking for TLS 1.2",
            opening: true)
        if tls.verifyPeer || tls.caCertificatePath != nil {
            let path = tls.trustedPath
            guard amqp_ssl_socket_set_cacert(socket, path) == 0 else {
                throw AMQPError(
                    .tls, "the CA file \(path) cannot be used", cause: TLSTrouble.taken().first?.text)
            }
        }
        if let certificate = tls.certificatePath, let key = tls.keyPath {
            guard amqp_ssl_socket_set_key(socket, certificate, key) == 0 else {
                throw AMQPError(
                    .tls, "the client certificate \(certificate) with the key \(key) cannot be used",
                    cause: TLSTrouble.taken().first?.text)
            }
        }
    }

    private borrowing func login(
        _ configuration: ConnectionConfiguration, _ clientProperties: [UInt8]
    ) throws(AMQPError) {
        scratch.recycle()
        let reply = clientProperties.withUnsafeBytes { bytes -> amqp_rpc_reply_t in
            var properties = amqp_table_t()
            var offset = 0
            let status = amqp_decode_table(bytes.amqp, &scratch.pool, &properties, &offset)
            guard status >= 0 else {
                var failure = amqp_rpc_reply_t()
                failure.reply_type = AMQP_RESPONSE_LIBRARY_EXCEPTION
                failure.library_error = status
                return failure
            }
            return choreography_login_plain(
                state, configuration.virtualHost, 0, Int32(configuration.frameMax),
                Int32(configuration.heartbeat.components.seconds), &properties, configuration.username,
                configuration.password)
        }
        try check(reply, configuration)
    }

    private borrowing func check(
        _ reply: amqp_rpc_reply_t, _ configuration: ConnectionConfiguration
    ) throws(AMQPError) {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            let method = try scratch.read(reply.reply, names)
            guard case .connectionClose(let code, let text) = method else { fallthrough }
            throw AMQPError(refusedLogin: code, text, configuration)
        default:
            switch amqp_status_enum(rawValue: reply.library_error) {
            case AMQP_STATUS_SSL_ERROR, AMQP_STATUS_SOCKET_ERROR, AMQP_STATUS_TCP_ERROR,
                AMQP_STATUS_CONNECTION_CLOSED, AMQP_STATUS_BAD_AMQP_DATA:
                throw AMQPError(endedAtLogin: configuration, TLSTrouble.taken())
            default: try check(reply.library_error, "logging in at \(configuration)", opening: true)
            }
        }
    }

    private borrowing func check(_ status: Int32, _ action: String, opening: Bool = false) throws(AMQPError) {
        guard status < 0 else { return }
        let text = String(cString: amqp_error_string2(status))
        throw AMQPError(status: amqp_status_enum(rawValue: status), text, action: action, opening: opening)
    }
}

extension TLSTrouble {
    /// Empties the thread's error queue of OpenSSL, oldest first.
    fileprivate static func taken() -> [TLSTrouble] {
        var taken: [TLSTrouble] = []
        var verification: Int32 = 0
        var reason: Int32 = 0
        var text: UnsafePointer<CChar>?
        while choreography_tls_next_error(&verification, &reason, &text) != 0 {
            taken.append(
                TLSTrouble(
                    verification: verification, reason: reason, text: text.map { String(cString: $0) }))
        }
        return taken
    }
}

// MARK: - Bytes and time

/// Memory for librabbitmq to decode into, used again for each call.
private final class Scratch {
    var pool = amqp_pool_t()
    private var buffer: [UInt8] = Array(repeating: 0, count: 4096)

    init() { init_amqp_pool(&pool, 4096) }
    deinit { empty_amqp_pool(&pool) }

    func recycle() { recycle_amqp_pool(&pool) }
    func resize(_ size: Int) { buffer = Array(repeating: 0, count: size) }

    /// What a method says, read from its arguments as they were on the wire: no frame is longer than the buffer.
    func read(_ method: amqp_method_t, _ names: NameCache) throws(AMQPError) -> InboundMethod {
        try buffer.withUnsafeMutableBufferPointer { buffer throws(AMQPError) in
            let bytes = amqp_bytes_t(len: buffer.count, bytes: buffer.baseAddress)
            let length = amqp_encode_method(method.id, method.decoded, bytes)
            guard length >= 0 else { throw AMQPError(.protocolViolation, "a method that cannot be read") }
            var reader = WireReader(UnsafeBufferPointer(rebasing: buffer[..<Int(length)]))
            return try InboundMethod(id: method.id, &reader, names)
        }
    }
}

extension UnsafeRawBufferPointer {
    /// librabbitmq only reads through what it is given here, although its type does not say so.
    fileprivate var amqp: amqp_bytes_t {
        amqp_bytes_t(len: count, bytes: UnsafeMutableRawPointer(mutating: baseAddress))
    }
}

extension amqp_bytes_t {
    /// The bytes, where librabbitmq keeps them until the buffers of their channel are released.
    fileprivate var buffer: UnsafeBufferPointer<UInt8> {
        UnsafeRawBufferPointer(start: bytes, count: len).assumingMemoryBound(to: UInt8.self)
    }
}

extension timeval {
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}

extension AMQPError {
    /// The error for a negative status of librabbitmq.
    fileprivate init(status: amqp_status_enum, _ text: String, action: String, opening: Bool) {
        let code: Code =
            switch status {
            case AMQP_STATUS_NO_MEMORY, AMQP_STATUS_TIMER_FAILURE: .resourceExhausted
            case AMQP_STATUS_HOSTNAME_RESOLUTION_FAILED: .hostNotFound
            case AMQP_STATUS_TIMEOUT: .timedOut
            case AMQP_STATUS_INVALID_PARAMETER: .invalidArgument
            case AMQP_STATUS_SSL_ERROR, AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED,
                AMQP_STATUS_SSL_PEER_VERIFY_FAILED, AMQP_STATUS_SSL_CONNECTION_FAILED:
                opening ? .tls : .connectionLost
            case AMQP_STATUS_BAD_AMQP_DATA, AMQP_STATUS_UNKNOWN_CLASS, AMQP_STATUS_UNKNOWN_METHOD,
                AMQP_STATUS_INCOMPATIBLE_AMQP_VERSION, AMQP_STATUS_TABLE_TOO_BIG, AMQP_STATUS_WRONG_METHOD,
                AMQP_STATUS_UNEXPECTED_STATE:
                .protocolViolation
            case AMQP_STATUS_SOCKET_ERROR, AMQP_STATUS_TCP_ERROR:
                opening ? .connectionRefused : .connectionLost
            default: .connectionLost
            }
        self.init(code, "\(action) failed", cause: text)
    }
}
