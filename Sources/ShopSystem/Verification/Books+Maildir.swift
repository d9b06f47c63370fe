import Foundation
import GRDB

extension Books {
    /// The mails in a maildir, which are files named after their Message-IDs: `<kind>.<order>@<domain>`.
    ///
    /// A folder that is not there has no mails.
    func enterMails(in maildir: String) async throws {
        try await enter { db in
            try db.execute(sql: "UPDATE scope SET has_maildir = 1")
            let insert = try db.cachedStatement(sql: "INSERT INTO mail_files VALUES (?, ?, ?)")
            for folder in ["new", "cur"] {
                let path = "\(maildir)/\(folder)"
                guard FileManager.default.fileExists(atPath: path) else { continue }
                for name in try Self.names(in: path) {
                    guard let at = name.firstIndex(of: "@"), let dot = name.firstIndex(of: "."), dot < at
                    else { continue }
                    let order = name[name.index(after: dot)..<at]
                    try insert.execute(arguments: [String(order), String(name[..<dot]), name])
                }
            }
        }
    }

    private static func names(in folder: String) throws(SystemError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw SystemError(.fileAccess, "\(folder): the mails cannot be listed: \(error)")
        }
    }
}
