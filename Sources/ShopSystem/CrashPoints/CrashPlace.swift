public import Choreography
import ShopEvents

/// Where somebody dies.
public struct CrashPlace: Sendable, Hashable, CustomStringConvertible {
    /// Who.
    public let participant: String
    /// At which step.
    public let point: CrashPoint

    /// A participant at a step.
    public init(participant: String, point: CrashPoint) {
        self.participant = participant
        self.point = point
    }

    /// Everybody at every step.
    public static let all = Score.shop.parts.flatMap { part in
        CrashPoint.allCases.map { CrashPlace(participant: part.name, point: $0) }
    }

    /// As in `payment at committed`.
    public var description: String { "\(participant) at \(point.rawValue)" }
}

/// With what in hand: a type of event, of one of the special orders or of any other.
public struct CrashBurden: Sendable, Hashable {
    /// The type, or, of a dead letter on its way to its queue, the participant.
    public let type: String
    let order: CrashOrder?

    init(_ occasion: CrashOccasion) {
        type = occasion.type
        order = CrashOrder(occasion.correlationID).flatMap { $0.isSpecial ? $0 : nil }
    }
}
