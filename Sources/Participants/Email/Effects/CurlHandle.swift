import CCurl
import Foundation

/// Owns a libcurl easy handle; for one thread at a time, as libcurl demands.
struct CurlHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer

    /// `curl_global_init` must run once before anything else; Swift runs a static's initialiser once.
    private static let isLibraryReady = ccurl_global_init() == CURLE_OK

    init?() {
        guard Self.isLibraryReady, let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
    }

    deinit {
        // On closing, libcurl says QUIT and would wait up to two minutes for the answer of a server that may be
        // stuck. With the reading side shut it still says QUIT, and finds at once that no answer will come.
        let socket = ccurl_active_socket(pointer)
        if socket >= 0 { shutdown(socket, Int32(SHUT_RD)) }
        curl_easy_cleanup(pointer)
    }
}

/// Collects the first failure of many options, so that setting them reads as a list.
struct CurlOptions {
    let pointer: UnsafeMutableRawPointer
    private(set) var failure: CURLcode?

    init(_ handle: borrowing CurlHandle) { pointer = handle.pointer }

    mutating func set(_ option: CURLoption, _ value: String) {
        note(ccurl_set_string(pointer, option, value))
    }

    mutating func set(_ option: CURLoption, _ value: Int) {
        note(ccurl_set_long(pointer, option, value))
    }

    mutating func note(_ code: CURLcode) {
        if code != CURLE_OK, failure == nil { failure = code }
    }
}
