/// Brings commands to their handlers, each through the middleware; within this process.
///
/// ```swift
/// let commands = try CommandBus(
///     [.on(PlaceOrder.self) { order, call in try await shop.place(order, for: call.principal) }],
///     through: [LogCalls(to: logger), Authorise { $0.principal != nil }])
/// let number = try await commands.send(PlaceOrder(lines: lines), principal: user)
/// ```
///
/// Complete once it is made, so sending takes no lock.
public final class CommandBus: Sendable {
    @usableFromInline let dispatcher: Dispatcher

    /// - Parameters:
    ///   - handlers: one for each type of command.
    ///   - middleware: around every command; the first is outermost.
    /// - Throws: a permanent ``Failure`` of kind ``Failure/Kind/secondHandler`` that names the type.
    public init(_ handlers: [CommandHandler], through middleware: [any Middleware] = []) throws(Failure) {
        dispatcher = try Dispatcher(.command, handlers.map(\.entry), through: middleware)
    }

    /// Has the command validated, and then carried out.
    ///
    /// - Parameters:
    ///   - principal: who wants it, as whoever let them in has established; nil: nobody in particular.
    ///   - messageID: of the message that the command comes from.
    ///   - correlationID: the saga that it is about.
    ///   - traceParent: W3C trace context, where no service context is current.
    /// - Throws: what validation, middleware or handler throw; a permanent ``Failure`` of kind
    ///   ``Failure/Kind/noHandler`` that names the type. What is invalid reaches neither middleware nor handler.
    @inlinable @discardableResult
    public func send<C: Command>(
        _ command: C, principal: String? = nil, messageID: String? = nil, correlationID: String? = nil,
        traceParent: String? = nil
    ) async throws -> C.Result {
        try await dispatcher.dispatch(
            command, principal: principal, messageID: messageID, correlationID: correlationID,
            traceParent: traceParent)
    }
}

/// How one type of command is carried out.
public struct CommandHandler: Sendable {
    @usableFromInline let entry: Dispatcher.Entry

    @usableFromInline init(_ entry: Dispatcher.Entry) { self.entry = entry }

    /// Carries out commands of type `C`.
    ///
    /// - Parameter handle: called side by side. A ``Failure`` that it throws says whether the same command may
    ///   succeed later.
    @inlinable public static func on<C: Command>(
        _ type: C.Type, handle: @escaping @Sendable (C, Call) async throws -> C.Result
    ) -> CommandHandler {
        CommandHandler(Dispatcher.Entry(RequestHandler(handle: handle)))
    }
}
