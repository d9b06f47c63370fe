import RabbitMQ

extension RunningSystem {
    /// Judges this shop as it runs.
    ///
    /// - Parameter access: how the operator logs in.
    func verifier(as access: ConnectionConfiguration) throws -> Verifier {
        let folders = Self.workers.map { ($0, configuration.dataFolder(of: $0)) }
        return Verifier(
            dataFolders: Dictionary(uniqueKeysWithValues: folders), maildir: configuration.maildir,
            access: access, managementURL: try self.access.managementURL, logger: logger)
    }
}
