import Choreography
import Testing

/// A score is broken in one way at a time, and must be told so in words that say where and what to do.
@Suite struct ScoreCheckTests {
    @Test func aPlayableScoreHasNoProblems() {
        #expect(Score.journey().problems() == [])
    }

    @Test func whatNobodyHearsIsTold() {
        let problems = Score.journey(undoes: [], terminal: []).problems()
        #expect(problems.map(\.kind) == [.unheard])
        #expect(problems.first?.place == "flight says flight.booked")
        #expect(problems.first?.message.contains("list it as terminal") == true)
    }

    @Test func terminalAndInformationalEventsNeedNoHearer() {
        #expect(Score.journey(terminal: [], informational: [FlightBooked.self]).problems() == [])
    }

    @Test func whatNobodySaysIsTold() {
        let problems = Score.journey(hotelAlso: [.on(TrainLeft.self)]).problems()
        #expect(problems.map(\.kind) == [.unsaid])
        #expect(problems.first?.description.hasPrefix("hotel hears train.left: nobody says it") == true)
    }

    @Test func aListThatNamesWhatNobodySaysIsTold() {
        let problems = Score.journey(terminal: [FlightBooked.self, TrainLeft.self]).problems()
        #expect(problems.map(\.place) == ["terminal, train.left"])
    }

    @Test func aStepWithoutUndoIsToldWhenOthersAreBuiltUponIt() {
        let flightOnly = [Score.Undo(FlightBooked.self, undoneBy: [FlightCancelled.self])]
        let problems = Score.journey(
            flightAlso: [.on(TripAborted.self, says: [FlightCancelled.self])], undoes: flightOnly,
            terminal: [FlightCancelled.self, HotelCancelled.self, FlightBooked.self]
        ).problems()
        #expect(problems.map(\.kind) == [.missingUndo])
        #expect(problems.first?.place == "hotel says hotel.booked")
        #expect(problems.first?.message.contains("built upon") == true)
    }

    @Test func aStepWithoutUndoIsToldWhenItFollowsOneThatHasIt() {
        let problems = Score.journey(
            hotelAlso: [.on(FlightBooked.self)], terminal: [HotelCancelled.self]
        ).problems()
        #expect(problems.map(\.place) == ["flight says flight.booked"])
        #expect(problems.first?.message.contains("follows a step") == true)
    }

    @Test func aStepIsUndoneByTheParticipantThatTookIt() {
        let problems = Score.journey(
            undoes: [.init(HotelBooked.self, undoneBy: [FlightFailed.self])]
        ).problems()
        #expect(problems.map(\.kind) == [.missingUndo])
        #expect(problems.first?.message.contains("flight.failed is said by flight") == true)
    }

    @Test func anUndoOfNoStepIsTold() {
        let unknown = Score.journey(
            undoes: [
                .init(HotelBooked.self, undoneBy: [HotelCancelled.self]),
                .init(TripWanted.self, undoneBy: [HotelCancelled.self]),
            ])
        #expect(unknown.problems().map(\.place) == ["undoes, trip.wanted"])
        let empty = Score.journey(undoes: [.init(HotelBooked.self, undoneBy: [])])
        #expect(empty.problems().first?.message.hasPrefix("nothing takes it back") == true)
    }

    @Test func aLoopIsToldOnceByItsShortestWay() {
        let problems = Score.journey(
            hotelAlso: [.on(FlightBooked.self, says: [HotelBooked.self])], terminal: [HotelCancelled.self],
            undoes: []
        ).problems()
        #expect(problems.map(\.kind) == [.endlessLoop])
        #expect(problems.first?.place == "hotel.booked → flight.booked → hotel.booked")
    }

    @Test func aTypeOutsideItsSpeakersPrefixIsTold() {
        let problems = Score.journey(
            hotelAlso: [.on(FlightBooked.self, says: [TrainLeft.self])], terminal: [TrainLeft.self],
            undoes: []
        ).problems()
        #expect(problems.map(\.kind) == [.foreignPrefix])
        #expect(problems.first?.message.contains("call it hotel.*") == true)
    }

    @Test func aVoiceMayAddressTheParticipantThatHearsIt() {
        let addressed = Score(
            name: "s", outside: [.init("customer", says: [HotelBooked.self])],
            parts: [.init("hotel", [.on(HotelBooked.self)])], undoes: [], terminal: [], informational: [])
        #expect(addressed.problems() == [])
        let overheard = Score(
            name: "s", outside: [.init("customer", says: [HotelBooked.self])],
            parts: [.init("flight", [.on(HotelBooked.self)])], undoes: [], terminal: [], informational: [])
        #expect(overheard.problems().map(\.kind) == [.foreignPrefix])
    }

    @Test func twoOwnersAreTold() {
        let problems = Score.journey(voicesAlso: [.init("hotelier", says: [HotelBooked.self])]).problems()
        #expect(problems.map(\.kind).contains(.twoOwners))
        let told = problems.map(\.description)
        #expect(told.contains { $0.hasPrefix("hotelier says hotel.booked: hotel says it too") })
    }

    @Test func duplicateStepsAreTold() {
        let problems = Score.journey(hotelAlso: [.on(TripWanted.self)]).problems()
        #expect(problems.map(\.kind) == [.duplicateStep])
        #expect(problems.first?.place == "part hotel, hears trip.wanted")
        let timers = Score.journey(
            hotelAlso: [.onTimer("patience", says: []), .onTimer("patience", says: [])])
        #expect(timers.problems().map(\.place) == ["part hotel, timer patience"])
    }

    @Test func malformedTypesAreTold() {
        let problems = Score.journey(
            flightAlso: [.on(HotelCancelled.self, says: [Shouting.self])],
            terminal: [FlightBooked.self, Shouting.self]
        ).problems()
        #expect(problems.map(\.kind) == [.malformedType])
        #expect(problems.first?.place == "event flight.BOOKED!")
    }

    @Test(arguments: ["Hotel", "hotel.dlq", "", "hôtel"])
    func namesThatCannotBeAQueueAndAPrefixAreTold(name: String) {
        let problems = Score.journey(voicesAlso: [.init(name, says: [])]).problems()
        #expect(problems.map(\.kind) == [.badName])
    }

    @Test func namesOfTheTopologyAndNamesBorneTwiceAreTold() {
        #expect(Score.journey(voicesAlso: [.init("operator", says: [])]).problems().map(\.kind) == [.badName])
        #expect(
            Score.journey(voicesAlso: [.init("hotel", says: [])]).problems().map(\.kind) == [.duplicateName])
    }
}

extension Score {
    /// A trip is a hotel and then a flight; when there is no flight, the hotel is cancelled.
    fileprivate static func journey(
        voicesAlso: [Voice] = [], hotelAlso: [Step] = [], flightAlso: [Step] = [],
        undoes: [Undo] = [Undo(HotelBooked.self, undoneBy: [HotelCancelled.self])],
        terminal: [any Event.Type] = [FlightBooked.self], informational: [any Event.Type] = []
    ) -> Score {
        let aborts = flightAlso.contains { $0.trigger == .event(TripAborted.type) }
        let hearsCancelled = flightAlso.contains { $0.trigger == .event(HotelCancelled.type) }
        return Score(
            name: "journey",
            outside: [
                Voice(
                    "trip", says: [TripWanted.self] + (aborts ? [TripAborted.self] as [any Event.Type] : []))
            ] + voicesAlso,
            parts: [
                Part(
                    "hotel",
                    [
                        .on(TripWanted.self, says: [HotelBooked.self]),
                        .on(FlightFailed.self, says: [HotelCancelled.self]),
                    ] + hotelAlso),
                Part(
                    "flight",
                    [.on(HotelBooked.self, says: [FlightBooked.self, FlightFailed.self])]
                        + (hearsCancelled ? [] : [.on(HotelCancelled.self)]) + flightAlso),
            ],
            undoes: undoes, terminal: terminal, informational: informational)
    }

    fileprivate static func journey(
        hotelAlso: [Step], terminal: [any Event.Type], undoes: [Undo]
    ) -> Score {
        journey(hotelAlso: hotelAlso, flightAlso: [], undoes: undoes, terminal: terminal)
    }
}

private protocol Plain: Event {}
extension Plain {
    var correlationID: String? { nil }
}
private struct TripWanted: Plain { static let type: EventType = "trip.wanted" }
private struct TripAborted: Plain { static let type: EventType = "trip.aborted" }
private struct HotelBooked: Plain { static let type: EventType = "hotel.booked" }
private struct HotelCancelled: Plain { static let type: EventType = "hotel.cancelled" }
private struct FlightBooked: Plain { static let type: EventType = "flight.booked" }
private struct FlightFailed: Plain { static let type: EventType = "flight.failed" }
private struct FlightCancelled: Plain { static let type: EventType = "flight.cancelled" }
private struct TrainLeft: Plain { static let type: EventType = "train.left" }
private struct Shouting: Plain { static let type: EventType = "flight.BOOKED!" }
