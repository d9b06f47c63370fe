/// What a bus carries: a ``Command`` or a ``Query``. Handled by one handler, in this process.
public protocol Request: Sendable {
    /// What its handler answers.
    associatedtype Result: Sendable

    /// Names it in logs, metrics and spans: one of few. Asked once, when the bus is made. Default: the type's name.
    static var name: String { get }

    /// Checks what the shape cannot express: ranges, lengths, non-empty lists. The bus does so before anything
    /// else. Must not quote values, which may be personal.
    ///
    /// - Throws: `InvalidEvent` where a field is to be named, or a ``Failure``.
    func validate() throws
}

extension Request {
    /// The type's name, without those of what it is nested in.
    public static var name: String { String(describing: Self.self) }

    /// Nothing to check beyond the shape.
    public func validate() throws {}
}

/// Somebody wants something done. Named in the imperative: `PlaceOrder`.
public protocol Command: Request {
    /// What is known when it was done; `Void` where that is all.
    associatedtype Result = Void
}

/// Somebody wants to know something; answering changes nothing. One that is `Hashable` can be answered from a
/// ``QueryCache``.
public protocol Query: Request {}
