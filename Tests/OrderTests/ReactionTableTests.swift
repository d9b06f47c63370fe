import Choreography
import Order
import ShopEvents
import Testing

/// The order's part of the table of reactions in `choreography.md`, and that what is not in it changes nothing.
@Suite struct ReactionTableTests {
    struct Row {
        let hears: [Play.Heard]
        let inStates: [OrderStatus]
        let becomes: OrderStatus?
        let says: [EventType]
    }

    /// The shortest way to each state.
    static let ways: [OrderStatus: [Play.Heard]] = [
        .unknown: [],
        .withdrawn: [.cancelRequested],
        .pending: [.requested],
        .confirmed: [.requested, .scheduled],
        .shipped: [.requested, .scheduled, .dispatched],
        .delivered: [.requested, .scheduled, .delivered],
        .cancelling: [.requested, .cancelRequested],
        .cancelled: [.requested, .failed],
        .rejected: [.cancelRequested, .requested],
    ]

    static let table: [Row] = [
        row([.requested], in: [.unknown], .pending, says: "order.placed"),
        row([.requested], in: [.withdrawn], .rejected, says: "order.rejected"),
        row([.cancelRequested], in: [.unknown], .withdrawn),
        row([.cancelRequested], in: [.pending, .confirmed], .cancelling, says: "order.cancelling"),
        row([.cancelRequested], in: [.shipped, .delivered], nil, says: "order.cancel_refused"),
        row([.deadline], in: [.pending], .cancelling, says: "order.cancelling"),
        row([.outOfStock, .undeliverable], in: [.pending], .cancelling),
        row([.scheduled], in: [.pending], .confirmed, says: "order.confirmed"),
        row(
            [.failed, .refunded, .voided], in: [.pending, .confirmed, .cancelling], .cancelled,
            says: "order.cancelled"),
        row([.dispatched], in: [.pending], .shipped, says: "order.confirmed"),
        row([.dispatched], in: [.confirmed], .shipped),
        row([.delivered], in: [.pending], .delivered, says: "order.confirmed"),
        row([.delivered], in: [.confirmed, .shipped], .delivered),
        row([.cancelRefused], in: [.cancelling], .confirmed, says: "order.confirmed", "order.cancel_refused"),
    ]

    @Test(arguments: OrderStatus.allCases)
    func `each state reacts to each event as the table says`(_ status: OrderStatus) throws {
        let way = try #require(Self.ways[status])
        #expect(Play(way).state.status == status)
        for heard in Play.Heard.all {
            var play = Play(way)
            let before = play.state
            let said = play.hear(heard)
            let row = Self.table.first { row in
                row.inStates.contains(status) && row.hears.contains { $0.description == heard.description }
            }
            #expect(play.state.status == row?.becomes ?? status, "\(heard) in \(status)")
            #expect(said == row?.says ?? [], "\(heard) in \(status)")
            if row == nil {
                #expect(isNoted(heard, in: status) || play.state == before, "\(heard) in \(status)")
            }
        }
    }

    @Test(arguments: OrderStatus.allCases)
    func `the same event again says nothing, except that each late cancellation is answered`(
        _ status: OrderStatus
    ) throws {
        for heard in Play.Heard.all {
            var play = Play(try #require(Self.ways[status]))
            play.hear(heard)
            let before = play.state
            let again = play.hear(heard)
            #expect(again == [] || again == ["order.cancel_refused"], "\(heard) in \(status)")
            #expect(play.state == before, "\(heard) in \(status)")
        }
    }

    /// Progress that changes no status and says nothing.
    private func isNoted(_ heard: Play.Heard, in status: OrderStatus) -> Bool {
        switch status {
        case .pending: ["payment.processed", "inventory.reserved"].contains(heard.description)
        case .cancelling: ["shipping.dispatched", "shipping.delivered"].contains(heard.description)
        default: false
        }
    }

    private static func row(
        _ hears: [Play.Heard], in states: [OrderStatus], _ becomes: OrderStatus?, says: EventType...
    ) -> Row {
        Row(hears: hears, inStates: states, becomes: becomes, says: says)
    }
}
