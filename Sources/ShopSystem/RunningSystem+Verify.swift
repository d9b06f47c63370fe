import RabbitMQ

extension RunningSystem {
    /// Judges this shop as it runs.
    ///
    /// - Parameter access: how the operator logs in.
    func verifier(as access: ConnectionConfiguration) throws -> Verifier {
        Verifier(
            dataFolders: configuration.dataFolders, mails: configuration.mails.map { [$0] } ?? [],
            access: access, managementURL: try self.access.managementURL, logger: logger)
    }
}
