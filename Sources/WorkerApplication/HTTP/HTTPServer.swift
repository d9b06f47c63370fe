import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// The worker's HTTP door; says in the log and in the announcement where it is.
struct HTTPServer: Service, CustomStringConvertible {
    let description = "HTTPServer"
    let host: String
    let port: Int
    let participant: String
    let responder: RouterResponder<BasicRequestContext>
    let announcement: Announcement?
    let logger: Logger
    /// How long a request may take to come in, from its headers to the end of its body.
    var requestTimeout = Duration.seconds(30)
    /// How long a connection may stay on which no request begins.
    var idleTimeout = Duration.seconds(60)

    func run() async throws {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let application = Application(
            responder: responder,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [RequestDeadline(requestTimeout)],
                    idleTimeout: TimeAmount(idleTimeout))),
            configuration: .init(address: .hostname(host, port: port), serverName: participant),
            onServerRunning: { channel in announce(channel.localAddress?.port ?? port) },
            logger: quiet)
        do {
            try await application.run()
        } catch let error as IOError {
            throw CannotListen(host: host, port: port, reason: SystemError.text(error.errnoCode))
        } catch {
            announcement?.withdraw()
            throw error
        }
        announcement?.withdraw()
    }

    private func announce(_ port: Int) {
        let url = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        logger.info(
            "HTTP door is open",
            metadata: [
                "event": "http.listening", "http.host": "\(host)", "http.port": .stringConvertible(port),
                "http.url": "\(url)",
            ])
        do {
            try announcement?.publish(url: url)
        } catch {
            logger.warning("announcement not written", metadata: ["error.message": "\(error)"])
        }
    }
}

/// Why the HTTP door stays shut: says what, where, and what to do.
struct CannotListen: Error, CustomStringConvertible {
    let host: String
    let port: Int
    let reason: String

    var description: String {
        """
        cannot listen on \(host) port \(port): \(reason)
          Choose another with --http-port or HTTP_PORT (0 takes any free one), or another --http-host.
        """
    }
}
