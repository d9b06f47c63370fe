/// Brings queries to their handlers, each through the middleware; within this process.
///
/// ```swift
/// let standings = QueryCache<OrderStanding>(lifetime: .seconds(30))
/// let queries = try QueryBus(
///     [.on(OrderStanding.self, cachedIn: standings) { query, _ in try await readModel.standing(of: query.order) }],
///     through: [MeasureCalls()])
/// let standing = try await queries.ask(OrderStanding(order: "o-1"))
/// ```
///
/// Complete once it is made, so asking takes no lock, but for a cache's.
public final class QueryBus: Sendable {
    @usableFromInline let dispatcher: Dispatcher

    /// - Parameters:
    ///   - handlers: one for each type of query.
    ///   - middleware: around every query, also those that a cache answers; the first is outermost.
    /// - Throws: a permanent ``Failure`` of kind ``Failure/Kind/secondHandler`` that names the type.
    public init(_ handlers: [QueryHandler], through middleware: [any Middleware] = []) throws(Failure) {
        dispatcher = try Dispatcher(.query, handlers.map(\.entry), through: middleware)
    }

    /// Has the query validated, and then answered. Parameters and errors are those of
    /// ``CommandBus/send(_:principal:messageID:correlationID:traceParent:)``.
    @inlinable
    public func ask<Q: Query>(
        _ query: Q, principal: String? = nil, messageID: String? = nil, correlationID: String? = nil,
        traceParent: String? = nil
    ) async throws -> Q.Result {
        try await dispatcher.dispatch(
            query, principal: principal, messageID: messageID, correlationID: correlationID,
            traceParent: traceParent)
    }
}

/// How one type of query is answered.
public struct QueryHandler: Sendable {
    @usableFromInline let entry: Dispatcher.Entry

    @usableFromInline init(_ entry: Dispatcher.Entry) { self.entry = entry }

    /// Answers queries of type `Q`.
    ///
    /// - Parameter answer: called side by side.
    @inlinable public static func on<Q: Query>(
        _ type: Q.Type, answer: @escaping @Sendable (Q, Call) async throws -> Q.Result
    ) -> QueryHandler {
        QueryHandler(Dispatcher.Entry(RequestHandler(handle: answer)))
    }

    /// Answers queries of type `Q` from `cache`, and by `answer` what is not there.
    ///
    /// Whoever asks the same gets the same answer: what it depends on, such as the principal, has to be in the
    /// query.
    ///
    /// - Parameters:
    ///   - cache: keep it to invalidate it.
    ///   - middleware: around what the cache does not know, such as a ``Timeout``; the first is outermost.
    ///   - answer: called side by side, though never for two equal queries at the same time, unless the cache
    ///     was invalidated. The call is that of the first who asked.
    @inlinable public static func on<Q: Query & Hashable>(
        _ type: Q.Type, cachedIn cache: QueryCache<Q>, through middleware: [any Middleware] = [],
        answer: @escaping @Sendable (Q, Call) async throws -> Q.Result
    ) -> QueryHandler {
        let handler = RequestHandler<Q>(recall: { cache[$0] }) { query, call in
            // First without the closure below, which has to be allocated.
            if let known = cache[query] { return known }
            return try await cache.answer(to: query) {
                try await middleware.handle(call) { try await answer(query, call) }
            }
        }
        return QueryHandler(Dispatcher.Entry(handler))
    }
}
