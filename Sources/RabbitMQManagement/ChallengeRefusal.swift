import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Ends a request that is answered by 401, as cancelled. Left to itself, Foundation on Linux waits for ever
/// for somebody to offer other credentials; it asks the session's delegate only.
final class ChallengeRefusal: NSObject, URLSessionTaskDelegate, Sendable {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
        completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        completionHandler(.cancelAuthenticationChallenge, nil)
    }
}
