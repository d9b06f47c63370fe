/// Makes only the calls that whoever wants them may have made; throws a permanent ``Failure`` of kind
/// ``Failure/Kind/notAuthorised`` in place of the others.
///
/// ```swift
/// Authorise { call in call.kind == .query || call.principal == "storefront" }
/// ```
///
/// Belongs outside of everything that calls cost: after what logs and measures, before ``Retry`` and
/// ``RateLimit``.
public struct Authorise: Middleware {
    private let allows: @Sendable (Call) async throws -> Bool

    /// - Parameter allows: whether the call may be made. What it throws (a directory is down) is thrown instead,
    ///   and the call not made.
    public init(_ allows: @escaping @Sendable (Call) async throws -> Bool) { self.allows = allows }

    /// Makes the call if it may be made.
    public func handle<Output: Sendable>(
        _ call: Call, next: nonisolated(nonsending) @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        guard try await allows(call) else { throw Failure.notAuthorised(call) }
        return try await next()
    }
}

extension Failure {
    /// Does not name the principal, which may be personal.
    static func notAuthorised(_ call: Call) -> Failure {
        .permanent(
            .notAuthorised,
            "\(call.kind.rawValue) \(call.name) is not allowed to "
                + (call.principal == nil ? "callers without a principal" : "this principal"))
    }
}
