import Choreography
import Glibc

/// A small file that tells whoever started the worker its process id and where its HTTP door is, because a
/// port of 0 is only known once it is bound: `{"pid": 4711, "http": "http://127.0.0.1:40123"}`.
struct Announcement: Sendable {
    let path: String

    /// Replaces the file in one step, so that a reader sees all of it or none.
    func publish(url: String) throws(TextFile.Unreadable) {
        let temporary = "\(path).\(ThisProcess.id)"
        let bytes =
            Array(#"{"pid":\#(ThisProcess.id),"http":\#(JSONText.quote(url))}"#.utf8) + [UInt8(ascii: "\n")]
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure() }
        let written = write(descriptor, bytes, bytes.count)
        close(descriptor)
        guard written == bytes.count, rename(temporary, path) == 0 else { throw failure() }
    }

    /// Removes it at the end, so that nobody takes a stale process id for a running worker.
    func withdraw() { unlink(path) }

    private func failure() -> TextFile.Unreadable {
        TextFile.Unreadable(reason: "\(path), given with --announce: \(SystemError.text(errno))")
    }
}
