public import Foundation

/// A value that a statement takes as an argument.
public protocol SQLBindable {
    /// Hands the value to the parameter, with one of its functions.
    ///
    /// - Returns: what that function returns.
    func bind(to parameter: SQLParameter) -> Int32
}

extension Int64: SQLBindable {
    /// As an integer.
    @inlinable
    public func bind(to parameter: SQLParameter) -> Int32 { parameter.bind(self) }
}

extension Int: SQLBindable {
    /// As an integer.
    @inlinable
    public func bind(to parameter: SQLParameter) -> Int32 { parameter.bind(Int64(self)) }
}

extension Bool: SQLBindable {
    /// As 0 or 1.
    @inlinable
    public func bind(to parameter: SQLParameter) -> Int32 { parameter.bind(self ? 1 : 0) }
}

extension String: SQLBindable {
    /// As a text.
    public func bind(to parameter: SQLParameter) -> Int32 {
        var text = self
        return text.withUTF8 { parameter.bind(text: $0) }
    }
}

extension [UInt8]: SQLBindable {
    /// As a blob.
    public func bind(to parameter: SQLParameter) -> Int32 { withUnsafeBytes { parameter.bind(blob: $0) } }
}

extension Data: SQLBindable {
    /// As a blob.
    public func bind(to parameter: SQLParameter) -> Int32 { withUnsafeBytes { parameter.bind(blob: $0) } }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    /// `nil` as NULL.
    @inlinable
    public func bind(to parameter: SQLParameter) -> Int32 {
        switch self {
        case .some(let value): value.bind(to: parameter)
        case .none: parameter.bindNull()
        }
    }
}
