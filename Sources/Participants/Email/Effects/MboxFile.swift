import Foundation
import Synchronization

/// The file of an ``MboxMailer``. Blocking.
final class MboxFile: Sendable {
    /// A mail as it is kept, from its `From ` line to the empty line behind it.
    struct Entry: Sendable {
        let messageID: String
        let bytes: [UInt8]
    }

    private struct State {
        var recent = RecentMessageIDs(limit: 8192)
        /// Where half a mail begins that could not be taken back.
        var torn: Int?
    }

    /// So much of the file's end is read at the beginning.
    private static let window = 4 << 20

    private let path: String
    private let descriptor: Int32
    private let state = Mutex(State())

    /// Opens or creates the file, and cuts off what is no whole mail at its end.
    init(path: String) throws(MailError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("open the file", path) }
        let size = try size()
        if size == 0 { try synchronizeFolder() } else { try recover(size) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Cuts off half a mail, and remembers the last ones that are whole.
    private func recover(_ size: Int) throws(MailError) {
        try checkBeginning(size)
        let start = max(0, size - Self.window)
        let end = try read(from: start, count: size - start)
        var scanner = MboxScanner(at: start)
        var entries: [MboxScanner.Entry] = []
        end.withUnsafeBytes { end in scanner.read(end) { entries.append($0) } }
        guard start == 0 || scanner.last != nil else { throw noMbox("no mail begins in its last 4 MiB") }
        let whole = scanner.wholeLength(of: size)
        if whole < size { try cut(to: whole) }
        state.withLock { state in
            for entry in entries where entry.start < whole {
                if let id = entry.messageID { state.recent.insert(id) }
            }
        }
    }

    /// Appends those that are not there yet, with one write and one sync: all or none of them. How it went with
    /// each, in their order.
    func append(_ entries: [Entry]) -> [Result<Void, MailError>] {
        state.withLock { state in
            let known = entries.map { state.recent.contains($0.messageID) }
            var taken: Set<String> = []
            let new = zip(entries, known).filter { entry, isKnown in
                !isKnown && taken.insert(entry.messageID).inserted
            }.map(\.0)
            let outcome = Result { () throws(MailError) in try write(new.flatMap(\.bytes), &state.torn) }
            if case .success = outcome {
                for entry in new { state.recent.insert(entry.messageID) }
            }
            return known.map { $0 ? .success(()) : outcome }
        }
    }

    private func write(_ bytes: [UInt8], _ torn: inout Int?) throws(MailError) {
        guard !bytes.isEmpty else { return }
        if let length = torn { try cut(to: length) }
        torn = nil
        let length = try size()
        do throws(MailError) {
            guard writeAll(bytes, to: descriptor) else { throw Self.failure("write the file", path) }
            guard fdatasync(descriptor) == 0 else { throw Self.failure("sync", path) }
        } catch {
            // Nobody was told of it, so all of it comes again. On a full disk mostly nothing was written.
            if (try? size()) != length, ftruncate(descriptor, length) != 0 { torn = length }
            throw error
        }
    }

    /// A first mail may be cut off within the word.
    private func checkBeginning(_ size: Int) throws(MailError) {
        let word = Array("From ".utf8)
        let beginning = try read(from: 0, count: min(size, word.count))
        guard word.starts(with: beginning) else { throw noMbox("it does not begin with a From line") }
    }

    private func read(from start: Int, count: Int) throws(MailError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes[done...].withUnsafeMutableBytes { rest in
                pread(descriptor, rest.baseAddress, rest.count, start + done)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw Self.failure("read the file", path) }
            done += got
        }
        return bytes
    }

    private func size() throws(MailError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure("look at the file", path) }
        return Int(status.st_size)
    }

    private func cut(to length: Int) throws(MailError) {
        guard ftruncate(descriptor, length) == 0 else { throw Self.failure("cut half a mail off", path) }
    }

    /// So that a new file is still there after a crash of the machine.
    private func synchronizeFolder() throws(MailError) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let opened = open(folder, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw Self.failure("open the folder", folder) }
        defer { close(opened) }
        guard fsync(opened) == 0 else { throw Self.failure("sync the folder", folder) }
    }

    private func noMbox(_ why: String) -> MailError {
        MailError(
            code: .filesystem, message: "\(path) is no mbox file: \(why); name another one",
            isTransient: false)
    }

    private static func failure(_ action: String, _ target: String) -> MailError {
        .file(
            action, target,
            advice: "make the mbox a writable file, in a folder that is there, on a disk with free space")
    }
}
