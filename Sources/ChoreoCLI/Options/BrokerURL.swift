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
                    \(Passwords.variable(of: configuration.username)), or the same with _FILE to the path of a file.
                    """)
            }
            let user = configuration.username
            if !hasPassword(text),
                let password = try Passwords.given(for: [user], in: environment, warn: Terminal.warn)[user]
            {
                configuration.password = password
            }
            return configuration
        } catch let error as CommandFailure {
            throw error
        } catch let error as SystemError {
            throw CommandFailure(.badData, error.message)
        } catch {
            throw CommandFailure(.badData, "\(name): \(error)")
        }
    }

    /// `http://user:password@host:15672` beside the broker, with the same credentials, unless
    /// `CHOREO_MANAGEMENT_URL` has others.
    static func management(
        of broker: ConnectionConfiguration, option: String?, environment: [String: String] = [:]
    ) throws(CommandFailure) -> String {
        if let given = environment["CHOREO_MANAGEMENT_URL"], !given.isEmpty, option == nil { return given }
        if let option, hasPassword(option) {
            throw CommandFailure(
                .badData,
                """
                --management-url is refused with a password in it: any user of this machine can read the \
                arguments of a process. Set CHOREO_MANAGEMENT_URL to the same URL instead.
                """)
        }
        let user = "\(PercentEncoding.encode(broker.username)):\(PercentEncoding.encode(broker.password))"
        guard let option, let range = option.range(of: "://") else {
            let host = broker.host.contains(":") ? "[\(broker.host)]" : broker.host
            return broker.tls == nil ? "http://\(user)@\(host):15672" : "https://\(user)@\(host):15671"
        }
        return "\(option[..<range.upperBound])\(user)@\(option[range.upperBound...])"
    }

    /// Whether it would show a password to whoever can see the URL.
    static func hasPassword(_ url: String) -> Bool {
        guard let start = url.range(of: "://"), let at = url.lastIndex(of: "@") else { return false }
        return start.upperBound < at && url[start.upperBound..<at].contains(":")
    }
}
