import Email
import Foundation
import GRDB

extension Books {
    /// The mails in a maildir folder or an mbox file, told by their Message-IDs: `<kind>.<order>@<domain>`.
    ///
    /// Where nothing is there are no mails.
    func enterMails(in path: String) async throws {
        try await enter { db in
            try db.execute(sql: "UPDATE scope SET has_mails = 1")
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
            try (isFolder.boolValue ? Self.forEachMail(inFolder:_:) : Self.forEachMail(inFile:_:))(path) {
                try Self.enter($0, in: db)
            }
        }
    }

    /// Mails by their Message-IDs, as a mail system has taken them.
    func enterMails(_ messageIDs: [String]) async throws {
        try await enter { db in
            try db.execute(sql: "UPDATE scope SET has_mails = 1")
            for id in messageIDs { try Self.enter(id, in: db) }
        }
    }

    private static func enter(_ name: String, in db: Database) throws {
        guard let at = name.firstIndex(of: "@"), let dot = name.firstIndex(of: "."), dot < at else { return }
        let order = name[name.index(after: dot)..<at]
        try db.cachedStatement(sql: "INSERT INTO mail_files VALUES (?, ?, ?)")
            .execute(arguments: [String(order), String(name[..<dot]), name])
    }

    /// A file is named after the Message-ID of its mail.
    private static func forEachMail(inFolder path: String, _ body: (String) throws -> Void) throws {
        for folder in ["\(path)/new", "\(path)/cur"] where FileManager.default.fileExists(atPath: folder) {
            try names(in: folder).forEach(body)
        }
    }

    /// Once through the file, however large it is; half a mail at its end has no Message-ID yet.
    private static func forEachMail(inFile path: String, _ body: (String) throws -> Void) throws {
        var scanner = MboxScanner()
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? file.close() }
            while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
                try piece.withUnsafeBytes { piece in
                    try scanner.read(piece) { mail in
                        try body(String((mail.messageID ?? "").dropFirst().dropLast()))
                    }
                }
            }
        } catch let error as CocoaError {
            throw SystemError(.fileAccess, "\(path): the mails cannot be read: \(error)")
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
