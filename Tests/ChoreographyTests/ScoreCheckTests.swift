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

    @Test func aNameThatIsEmptyIsTold() {
        let score = Score(name: "", outside: [], parts: [], undoes: [], terminal: [], informational: [])
        #expect(score.problems().map(\.place) == ["score"])
        let timer = Score.journey(hotelAlso: [.onTimer("", says: [])]).problems()
        #expect(timer.map(\.description) == ["part hotel: a timer's name is empty; give it one"])
    }

    @Test func aTypeInTwoSwiftTypesIsTold() {
        let problems = Score.journey(terminal: [FlightBookedAnew.self]).problems()
        #expect(problems.map(\.kind) == [.twoForms])
        #expect(problems.first?.message.contains("FlightBooked (version 1) in one place") == true)
        #expect(problems.first?.message.contains("FlightBookedAnew (version 2) in another") == true)
    }

    @Test func aVersionThatNobodyCanReadIsTold() {
        let problems = Score.journey(
            flightAlso: [.on(HotelCancelled.self, says: [FlightUnborn.self])],
            terminal: [FlightBooked.self, FlightUnborn.self]
        ).problems()
        #expect(problems.map(\.kind) == [.malformedType])
        #expect(problems.first?.message.contains("count from 1") == true)
    }

    @Test func aPartThatHearsNothingIsTold() {
        let idle = Score.journey(partsAlso: [.init("train", [])]).problems()
        #expect(idle.map(\.kind) == [.hearsNothing])
        #expect(idle.first?.place == "part train")
        let asleep = Score.journey(
            partsAlso: [.init("train", [.onTimer("departure", says: [TrainLeft.self])])],
            terminal: [FlightBooked.self, TrainLeft.self]
        ).problems()
        #expect(asleep.map(\.kind) == [.hearsNothing])
        #expect(asleep.first?.message.contains("nothing can set its timers") == true)
    }

    @Test func whatNothingFromOutsideLeadsToIsTold() {
        let nobodyBegins = Score(
            name: "s", outside: [],
            parts: [
                .init(
                    "hotel",
                    [
                        .on(FlightFailed.self, says: [HotelBooked.self]),
                        .onTimer("patience", says: [HotelCancelled.self]),
                    ]),
                .init(
                    "flight", [.on(HotelBooked.self), .on(HotelCancelled.self, says: [FlightFailed.self])]),
            ], undoes: [], terminal: [], informational: [])
        let problems = nobodyBegins.problems()
        #expect(problems.map(\.kind) == [.unreachable, .unreachable, .unreachable])
        #expect(problems.first?.place == "hotel says hotel.booked")
        #expect(problems.first?.message.contains("let a voice from outside begin") == true)
    }

    @Test func aTimerOfAParticipantThatHearsSomethingLeadsOn() {
        let timed = Score.journey(hotelAlso: [.onTimer("patience", says: [HotelCancelled.self])])
        #expect(timed.problems() == [])
    }

    @Test func whatFollowsOnlyWhatNobodySaysIsNoSecondProblem() {
        let problems = Score.journey(
            hotelAlso: [.on(TrainLeft.self, says: [HotelFull.self])],
            terminal: [FlightBooked.self, HotelFull.self]
        ).problems()
        #expect(problems.map(\.kind) == [.unsaid])
    }

    @Test func anEndThatGoesOnIsTold() {
        let problems = Score.journey(terminal: [FlightBooked.self, FlightFailed.self]).problems()
        #expect(problems.map(\.kind) == [.contradiction])
        #expect(problems.first?.place == "terminal, flight.failed")
        #expect(problems.first?.message.hasPrefix("hotel says hotel.cancelled in answer to it") == true)
    }

    @Test func anEndAfterAnEndIsAnEnd() {
        let problems = Score.journey(
            hotelAlso: [.on(FlightBooked.self, says: [HotelFull.self])], undoes: [],
            terminal: [FlightBooked.self], informational: [HotelFull.self]
        ).problems()
        #expect(problems == [])
    }

    @Test func informationThatSomebodyHearsIsTold() {
        let problems = Score.journey(informational: [HotelCancelled.self]).problems()
        #expect(problems.map(\.kind) == [.contradiction])
        #expect(problems.first?.message.hasPrefix("flight hears it") == true)
    }

    @Test func whatIsListedAsBothIsTold() {
        let problems = Score.journey(informational: [FlightBooked.self]).problems()
        #expect(problems.map(\.place) == ["terminal and informational, flight.booked"])
    }

    @Test func whatOneStepSaysTwiceIsTold() {
        let problems = Score.journey(
            hotelAlso: [.on(FlightBooked.self, says: [HotelFull.self, HotelFull.self])], undoes: [],
            informational: [HotelFull.self]
        ).problems()
        #expect(problems.map(\.place) == ["part hotel, hears flight.booked, hotel.full"])
    }

    @Test func anUndoOfItselfIsTold() {
        let problems = Score.journey(undoes: [.init(HotelBooked.self, undoneBy: [HotelBooked.self])])
            .problems()
        #expect(problems.map(\.kind) == [.missingUndo])
        #expect(problems.first?.message.contains("cannot take itself back") == true)
    }

    /// One broken score for each kind, so that none is a mere promise.
    private static let broken: [ScoreProblem.Kind: Score] = [
        .badName: .journey(voicesAlso: [.init("Hotel", says: [])]),
        .duplicateName: .journey(voicesAlso: [.init("hotel", says: [])]),
        .malformedType: .journey(
            flightAlso: [.on(HotelCancelled.self, says: [Shouting.self])], informational: [Shouting.self]),
        .twoForms: .journey(terminal: [FlightBookedAnew.self]),
        .duplicateStep: .journey(hotelAlso: [.on(TripWanted.self)]),
        .foreignPrefix: .journey(hotelAlso: [.on(FlightBooked.self, says: [TrainLeft.self])]),
        .twoOwners: .journey(voicesAlso: [.init("hotelier", says: [HotelBooked.self])]),
        .unheard: .journey(undoes: [], terminal: []),
        .unsaid: .journey(hotelAlso: [.on(TrainLeft.self)]),
        .hearsNothing: .journey(partsAlso: [.init("train", [])]),
        .unreachable: .journey(
            partsAlso: [
                .init("train", [.on(FerryLeft.self, says: [TrainLeft.self])]),
                .init("ferry", [.onTimer("tide", says: [FerryLeft.self]), .on(TrainLeft.self)]),
            ]),
        .contradiction: .journey(informational: [HotelCancelled.self]),
        .missingUndo: .journey(undoes: [.init(HotelBooked.self, undoneBy: [])]),
        .endlessLoop: .journey(hotelAlso: [.on(FlightBooked.self, says: [HotelBooked.self])]),
    ]

    @Test(arguments: ScoreProblem.Kind.allCases) func everyKindOfProblemIsTold(kind: ScoreProblem.Kind) throws
    {
        let problems = try #require(Self.broken[kind]).problems().filter { $0.kind == kind }
        let problem = try #require(problems.first)
        // It says what to do, behind a semicolon or in a subordinate clause.
        #expect(problem.message.contains("; ") || problem.message.contains(", so "))
        #expect(!problem.place.isEmpty)
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
        voicesAlso: [Voice] = [], partsAlso: [Part] = [], hotelAlso: [Step] = [], flightAlso: [Step] = [],
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
            ] + partsAlso,
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
private struct HotelFull: Plain { static let type: EventType = "hotel.full" }
private struct FerryLeft: Plain { static let type: EventType = "ferry.left" }
private struct FlightUnborn: Plain {
    static let type: EventType = "flight.unborn"
    static let version = 0
}
/// The same type as ``FlightBooked``, by another hand.
private struct FlightBookedAnew: Plain {
    static let type: EventType = "flight.booked"
    static let version = 2
}
private struct Shouting: Plain { static let type: EventType = "flight.BOOKED!" }
