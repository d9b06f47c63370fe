import Foundation
import RabbitMQ
import ShopSystem

/// The URL of a broker that is there already.
enum BrokerURL {
    /// What `--amqp-url` or else `CHOREO_AMQP_URL` says; nil when neither is given.
    ///
    /// - Throws: ``CommandFailure`` for a URL that is malformed, or has a password on the command line.
    static func given(
        option: String?, environment: [String: String]
    ) throws(CommandFailure) -> ConnectionConfiguration? {
        let variable = environment["CHOREO_AMQP_URL"].flatMap { $0.isEmpty ? nil : $0 }
        guard let text = option ?? variable else { return nil }
        let name = option == nil ? "CHOREO_AMQP_URL" : "--amqp-url"
        do {
            var configuration = try ConnectionConfiguration(url: text)
            if option != nil, hasPassword(text) {
                throw CommandFailure(
                    .badData,
                    """
                    --amqp-url is refused with a password in it: any user of this machine can read the arguments \
                    of a process. Set CHOREO_AMQP_URL to the same URL instead, or leave the password out and set \
                    CHOREO_PASSWORD_\(configuration.username.uppercased()).
                    """)
            }
            if !hasPassword(text), let password = environment[Self.variable(of: configuration.username)] {
                configuration.password = password
            }
            return configuration
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw CommandFailure(.badData, "\(name): \(error)")
        }
    }

    /// `http://user:password@host:15672` beside the broker, with the same credentials.
    static func management(of broker: ConnectionConfiguration, option: String?) -> String {
        if let option, option.contains("@") { return option }
        let user = "\(PercentEncoding.encode(broker.username)):\(PercentEncoding.encode(broker.password))"
        guard let option, let range = option.range(of: "://") else {
            let host = broker.host.contains(":") ? "[\(broker.host)]" : broker.host
            return broker.tls == nil ? "http://\(user)@\(host):15672" : "https://\(user)@\(host):15671"
        }
        return "\(option[..<range.upperBound])\(user)@\(option[range.upperBound...])"
    }

    private static func variable(of user: String) -> String { Passwords.variable(of: user) }

    private static func hasPassword(_ url: String) -> Bool {
        guard let start = url.range(of: "://"), let at = url.lastIndex(of: "@") else { return false }
        return start.upperBound < at && url[start.upperBound..<at].contains(":")
    }
}
