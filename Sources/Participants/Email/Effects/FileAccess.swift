import Foundation

/// Writes everything, however many calls that takes.
///
/// - Returns: false when it could not; then `errno` says why.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var offset = 0
    while offset < bytes.count {
        let count = bytes[offset...].withUnsafeBytes { rest in
            Foundation.write(descriptor, rest.baseAddress, rest.count)
        }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        offset += count
    }
    return true
}

extension MailError {
    /// What `errno` says, which is transient when the disk is full or busy.
    ///
    /// - Parameter advice: what to make of the target.
    static func file(_ action: String, _ target: String, advice: String) -> MailError {
        let number = errno
        let transient = [ENOSPC, EDQUOT, EIO, EMFILE, ENFILE, EAGAIN, ENOMEM, ESTALE].contains(number)
        return MailError(
            code: .filesystem,
            message: "cannot \(action) \(target): \(String(cString: strerror(number))); \(advice)",
            isTransient: transient)
    }
}
