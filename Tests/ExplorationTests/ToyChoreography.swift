import Choreography
import ChoreographyTesting
import Foundation

/// `ball.*`: small enough to count its states by hand.
struct Ball: Event {
    static let type: EventType = "ball.thrown"
    var number = 1
    var correlationID: String? { "ball" }
}

struct Echo: Event {
    static let type: EventType = "wall.echoed"
    var number = 1
    var correlationID: String? { "ball" }
}

struct Stop: Event {
    static let type: EventType = "ball.stopped"
    var correlationID: String? { "ball" }
}

enum Toy {
    /// The player hears the echo, the wall hears the ball and the stop.
    static let score = Score(
        name: "toy", outside: [.init("child", says: [Stop.self])],
        parts: [
            .init("player", [.on(Echo.self, says: [Ball.self])]),
            .init("wall", [.on(Ball.self, says: [Echo.self]), .on(Stop.self)]),
        ],
        undoes: [], terminal: [], informational: [])

    /// Counts what it hears, and says nothing.
    static let countingWall = ExplorationVoice("wall", initial: 0) { event, count in
        event is Ball ? [ExplorationTurn(count + 1)] : []
    }

    static func atMost(_ limit: Int) -> ExplorationInvariant {
        .always("at most \(limit)") { world in
            world.state(of: "wall", as: Int.self).flatMap {
                $0 > limit ? "the wall was hit \($0) times" : nil
            }
        }
    }
}
