import RabbitMQ

@testable import WorkerApplication

extension FuzzTarget {
    /// The broker's URL: what is taken has a host, a user and a port, and what is refused is not repeated.
    static let address = FuzzTarget(
        name: "address",
        seeds: {
            [
                "amqp://guest:guest@localhost:5672/shop", "amqps://u%40:p%3a@[::1]:5671/%2f", "amqp://h",
                "amqp://a:b:c@@h:1/", "AMQP://[fe80::1%25eth0]/x", "amqp://é:ü@ö", "amqp://%E9@h", "amqp://[",
            ].map { Array($0.utf8) }
        }, words: ["amqp://", "amqps://", "%2f", "%", "@", ":", "[", "]", "/", "\u{301}", "65536"]
    ) { bytes in
        let url = String(decoding: bytes, as: UTF8.self)
        do {
            let configuration = try ConnectionConfiguration(url: url)
            try must((1...65_535).contains(configuration.port), "the port is \(configuration.port)")
            try must(!configuration.host.isEmpty, "there is no host")
        } catch let error as AMQPError {
            try must(
                url.utf8.count < 12 || !error.message.contains(url), "the URL is repeated: \(error.message)")
        }
        if let password = URLText.password(in: url), !password.isEmpty {
            let shown = URLText.withoutPassword(url)
            try must(
                shown.utf8.count == url.utf8.count - password.utf8.count - 1, "more than the password goes")
        }
        _ = try? URLText.check(url, schemes: ["amqp", "amqps"])
    }
}
