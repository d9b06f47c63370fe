/// Finds the handler of a request by the request's type: what both buses are made of.
///
/// It never changes, so nobody waits for anybody to read it. Inlinable, so that who sends a request gets code
/// that was made for its type.
@usableFromInline struct Dispatcher: Sendable {
    /// Holds a handler of any type; `handler` is the ``RequestHandler`` of the request that `type` identifies.
    @usableFromInline struct Entry: Sendable {
        let type: ObjectIdentifier
        let typeName: String
        let handler: any AnyObject & Sendable

        @usableFromInline init<R: Request>(_ handler: RequestHandler<R>) {
            type = ObjectIdentifier(R.self)
            typeName = String(reflecting: R.self)
            self.handler = handler
        }
    }

    @usableFromInline let kind: Call.Kind
    @usableFromInline let handlers: [ObjectIdentifier: any AnyObject & Sendable]
    @usableFromInline let middleware: [any Middleware]

    init(_ kind: Call.Kind, _ entries: [Entry], through middleware: [any Middleware]) throws(Failure) {
        var handlers: [ObjectIdentifier: any AnyObject & Sendable] = [:]
        for entry in entries {
            guard handlers.updateValue(entry.handler, forKey: entry.type) == nil else {
                throw .secondHandler(kind, entry.typeName)
            }
        }
        self.kind = kind
        self.handlers = handlers
        self.middleware = middleware
    }

    @inlinable func dispatch<R: Request>(
        _ request: R, principal: String?, messageID: String?, correlationID: String?, traceParent: String?
    ) async throws -> R.Result {
        guard let found = handlers[ObjectIdentifier(R.self)] else {
            throw Failure.noHandler(kind, String(reflecting: R.self))
        }
        // Made by `Entry.init` alone, which takes type and handler from the same `R`.
        let handler = unsafeDowncast(found, to: RequestHandler<R>.self)
        try request.validate()
        if middleware.isEmpty, let known = handler.recall?(request) { return known }
        let call = Call(
            kind, handler.name, messageID: messageID, correlationID: correlationID, traceParent: traceParent,
            principal: principal)
        if middleware.isEmpty { return try await handler.handle(request, call) }
        return try await middleware.handle(call) { try await handler.handle(request, call) }
    }
}

/// The handler of one type of request.
@usableFromInline final class RequestHandler<R: Request>: Sendable {
    @usableFromInline let name: String
    /// The answer that is known already: found without the detour through `handle`, which takes longer.
    @usableFromInline let recall: (@Sendable (R) -> R.Result?)?
    @usableFromInline let handle: @Sendable (R, Call) async throws -> R.Result

    @inlinable init(
        recall: (@Sendable (R) -> R.Result?)? = nil,
        handle: @escaping @Sendable (R, Call) async throws -> R.Result
    ) {
        name = R.name
        self.recall = recall
        self.handle = handle
    }
}

extension Failure {
    @usableFromInline static func noHandler(_ kind: Call.Kind, _ type: String) -> Failure {
        .permanent(
            .noHandler,
            "no handler for the \(kind.rawValue) \(type); give the bus one: .on(\(type).self) { … }")
    }

    static func secondHandler(_ kind: Call.Kind, _ type: String) -> Failure {
        .permanent(
            .secondHandler,
            "a second handler for the \(kind.rawValue) \(type); a bus takes one of each, so remove the others"
        )
    }
}

extension Failure.Kind {
    /// A bus was given a command or query for which it has no handler.
    public static let noHandler: Self = "no-handler"
    /// A bus was made with two handlers for the same command or query.
    public static let secondHandler: Self = "second-handler"
}
