import CLinux
import Foundation

/// The files of a maildir. Blocking, and not to be called by two threads at once on the same folder.
struct MaildirFolder: Sendable {
    let path: String

    /// A mail as it is kept.
    struct File: Sendable {
        let name: String
        let bytes: [UInt8]
    }

    func create() throws(MailError) {
        for folder in [path] + ["tmp", "new", "cur"].map({ path + "/" + $0 }) {
            if mkdir(folder, 0o700) != 0, errno != EEXIST { throw failure("create the folder", folder) }
        }
        try synchronize([path])
    }

    /// Writes to `tmp`, syncs, moves into `new`, syncs: a crash leaves either no mail or a whole one. All share the
    /// syncs. How it went with each, in their order.
    func deliver(_ files: [File]) -> [Result<Void, MailError>] {
        // New before cur: a reader moves mail one way only, so a mail cannot slip through between the looks.
        let unread = files.map { exists(path + "/new/" + $0.name) }
        let read = Result { () throws(MailError) in try seen() }
        let drafts = zip(files, unread).map { file, isUnread in
            Result { () throws(MailError) -> String? in
                if isUnread { return nil }
                if try read.get().contains(file.name) { return nil }
                return try draft(file)
            }
        }
        let written = drafts.compactMap { draft in if case .success(let path?) = draft { path } else { nil } }
        let onDisk = Result { () throws(MailError) in try synchronize(written) }
        let moved = zip(files, drafts).map { file, draft in
            draft.flatMap { draft in
                Result { () throws(MailError) in
                    guard let draft else { return }
                    try onDisk.get()
                    try move(draft, into: "new", as: file.name)
                }
            }
        }
        for case (.success(let draft?), .failure) in zip(drafts, moved) { unlink(draft) }
        let listed = Result { () throws(MailError) in try synchronize([path + "/new"]) }
        return moved.map { outcome in outcome.flatMap { listed } }
    }

    /// Writes the mail where nobody looks.
    private func draft(_ file: File) throws(MailError) -> String {
        let draft = path + "/tmp/" + file.name + "." + UUID().uuidString
        do throws(MailError) {
            try write(file.bytes, to: draft)
        } catch {
            unlink(draft)
            throw error
        }
        return draft
    }

    private func move(_ draft: String, into folder: String, as name: String) throws(MailError) {
        guard rename(draft, "\(path)/\(folder)/\(name)") == 0 else {
            throw failure("move into \(folder)/ the file", draft)
        }
    }

    /// A file name that only this Message-ID gets: letters, digits and `.-_@` stand for themselves.
    static func fileName(messageID: String) -> String {
        var name: [UInt8] = []
        for byte in messageID.utf8.dropFirst().dropLast() {
            if isNameByte(byte) {
                name.append(byte)
            } else {
                name.append(UInt8(ascii: "%"))
                byte.appendUpperHex(to: &name)
            }
        }
        return String(decoding: name, as: UTF8.self)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte.isASCIIAlphanumeric || ".-_@".utf8.contains(byte)
    }

    /// The mails in `cur`, by the names they had in `new`; there a reader appends flags, as in `name:2,S`.
    private func seen() throws(MailError) -> Set<String> {
        let files: [String]
        do {
            files = try FileManager.default.contentsOfDirectory(atPath: path + "/cur")
        } catch {
            throw failure("list the folder", path + "/cur")
        }
        return Set(
            files.map { file in
                String(
                    decoding: file.utf8.prefix { Self.isNameByte($0) || $0 == UInt8(ascii: "%") },
                    as: UTF8.self)
            })
    }

    private func exists(_ file: String) -> Bool { access(file, F_OK) == 0 }

    private func write(_ bytes: [UInt8], to file: String) throws(MailError) {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("create the file", file) }
        defer { close(descriptor) }
        guard writeAll(bytes, to: descriptor) else { throw failure("write the file", file) }
    }

    /// A file or a folder; for several the whole file system at once, which takes far fewer writes.
    private func synchronize(_ paths: [String]) throws(MailError) {
        guard let path = paths.first else { return }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        guard (paths.count == 1 ? fsync(descriptor) : syncfs(descriptor)) == 0 else {
            throw failure("sync", path)
        }
    }

    private func failure(_ action: String, _ target: String) -> MailError {
        .file(action, target, advice: "make the maildir a writable folder on a disk with free space")
    }
}
