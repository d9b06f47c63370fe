/// Sends over SMTP through libcurl, one connection for each mail. Proxies named in the environment are not used.
public struct SMTPMailer: Mailer {
    private let endpoint: SMTPEndpoint
    /// libcurl's transfer blocks, so it runs here and never on the cooperative pool.
    private let threads: BlockingThreads

    /// Checks the configuration; does not connect.
    ///
    /// - Throws: ``MailError`` with `configuration`.
    public init(configuration: SMTPConfiguration) throws(MailError) {
        endpoint = try SMTPEndpoint(configuration)
        threads = BlockingThreads(name: "smtp", limit: configuration.maximumConnections)
    }

    /// Returns when the server has accepted the mail. See ``Mailer/send(_:)``.
    ///
    /// - Throws: ``MailError``; all codes but `filesystem`.
    public func send(_ mail: Mail) async throws(MailError) {
        let transfer = SMTPTransfer(message: try rfc5322(mail), from: mail.from.address, to: mail.to.address)
        let result = await withTaskCancellationHandler {
            await threads.run { [endpoint] () throws(MailError) in try transfer.perform(with: endpoint) }
        } onCancel: {
            transfer.cancel()
        }
        try result.get()
    }
}
