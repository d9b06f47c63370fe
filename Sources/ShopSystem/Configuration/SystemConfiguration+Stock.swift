import Foundation

extension SystemConfiguration {
    /// The same for a shop that begins with nothing but these goods, by sku.
    ///
    /// - Throws: ``SystemError`` when there is something in the directory already.
    func beginning(with stock: [String: Int]) throws -> SystemConfiguration {
        var configuration = absolute
        let directory = configuration.directory
        let found = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        guard found.isEmpty else {
            throw SystemError(
                .fileAccess,
                "\(directory) is not empty: this begins with an empty shop; name another directory")
        }
        let file = "\(directory)/stock.json"
        try SmallFile.makeFolder(directory)
        try SmallFile.write([UInt8](try JSONEncoder().encode(stock)), to: file)
        configuration.environment["inventory", default: [:]]["STOCK_FILE"] = file
        return configuration
    }
}
