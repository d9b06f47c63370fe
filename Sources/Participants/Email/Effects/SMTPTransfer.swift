import CCurl
import Foundation
import Synchronization

/// One attempt to hand one mail to a server.
///
/// `@unchecked Sendable`: `cancelled` is atomic and the rest that varies (`offset`, `dialogue`) is touched only by
/// the one thread that runs `perform`, which is called once, and by the callbacks libcurl makes from within it.
final class SMTPTransfer: @unchecked Sendable {
    private let message: [UInt8]
    private let from: String
    private let to: String
    private let cancelled = Atomic(false)
    private var offset = 0
    private var dialogue = SMTPDialogue()

    init(message: [UInt8], from: String, to: String) {
        self.message = message
        self.from = from
        self.to = to
    }

    /// From any thread; takes effect within about a second.
    func cancel() { cancelled.store(true, ordering: .relaxed) }

    /// Blocks until the server has accepted the mail or the attempt has failed. Call once.
    func perform(with endpoint: SMTPEndpoint) throws(MailError) {
        guard !cancelled.load(ordering: .relaxed) else { throw .cancelledSend }
        guard let handle = CurlHandle(), let recipients = curl_slist_append(nil, "<\(to)>") else {
            throw MailError(code: .connection, message: "libcurl is out of memory", isTransient: true)
        }
        defer { curl_slist_free_all(recipients) }
        var options = CurlOptions(handle)
        options.apply(endpoint)
        options.set(CURLOPT_MAIL_FROM, "<\(from)>")
        options.note(ccurl_set_list(handle.pointer, CURLOPT_MAIL_RCPT, recipients))
        // libcurl keeps this pointer until the handle is gone, at the end of this function.
        let context = Unmanaged.passUnretained(self).toOpaque()
        options.note(ccurl_set_read(handle.pointer, readCallback, context))
        options.note(ccurl_set_offset(handle.pointer, CURLOPT_INFILESIZE_LARGE, curl_off_t(message.count)))
        options.note(ccurl_set_progress(handle.pointer, progressCallback, context))
        options.note(ccurl_set_debug(handle.pointer, debugCallback, context))
        let code = options.failure ?? curl_easy_perform(handle.pointer)
        if code != CURLE_OK { throw .curl(code, dialogue, endpoint) }
    }

    fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, message.count - offset)
        buffer.copyBytes(from: message[offset..<offset + count])
        offset += count
        return count
    }

    fileprivate var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    fileprivate func note(_ kind: curl_infotype, _ line: UnsafeRawBufferPointer) {
        if kind == CURLINFO_HEADER_OUT { dialogue.sent(line) }
        if kind == CURLINFO_HEADER_IN { dialogue.received(line) }
    }
}

extension CurlOptions {
    fileprivate mutating func apply(_ endpoint: SMTPEndpoint) {
        let configuration = endpoint.configuration
        set(CURLOPT_URL, endpoint.url)
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TIMEOUT_MS, endpoint.timeoutMilliseconds)
        set(CURLOPT_CONNECTTIMEOUT_MS, endpoint.timeoutMilliseconds)
        // After a refusal libcurl says QUIT within the transfer, which the timeout above does not limit.
        set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, endpoint.timeoutMilliseconds / 1000))
        set(CURLOPT_UPLOAD, 1)
        let useSSL = configuration.security == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL
        set(CURLOPT_USE_SSL, Int(useSSL.rawValue))
        set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        if let path = configuration.caCertificatePath { set(CURLOPT_CAINFO, path) }
        if let username = configuration.username { set(CURLOPT_USERNAME, username) }
        if let password = configuration.password { set(CURLOPT_PASSWORD, password) }
    }
}

private func transfer(_ context: UnsafeMutableRawPointer) -> SMTPTransfer {
    Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
}

private let readCallback: curl_read_callback = { buffer, size, count, context in
    guard let buffer, let context else { return 0 }
    return transfer(context).read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
}

/// Any answer but 0 ends the transfer.
private let progressCallback: curl_xferinfo_callback = { context, _, _, _, _ in
    guard let context else { return 0 }
    return transfer(context).isCancelled ? 1 : 0
}

private let debugCallback: curl_debug_callback = { _, kind, bytes, count, context in
    guard let bytes, let context else { return 0 }
    transfer(context).note(kind, UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}
