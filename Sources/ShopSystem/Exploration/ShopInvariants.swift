import Choreography
import ChoreographyTesting
import Email
import Inventory
import Order
import Payment
import Shipping
import ShopEvents

/// The invariants of `choreography.md`, held against the states of the rules.
enum ShopInvariants {
    static func of(_ order: OrderID, withMails: Bool) -> [ExplorationInvariant] {
        let shop = OneOrder(order: order)
        return [
            .atRest("1: no order is left in limbo") { world in
                shop.status(world).flatMap {
                    $0.isAtRest ? nil : "the order is \($0.rawValue), and nothing is on its way"
                }
            },
            .step("2: legal steps, and ends that stay", of: "order") { illegalStep(from: $0, to: $1) },
            .atRest("3: who is confirmed has paid, who is cancelled has not") { world in
                shop.wrongMoney(world)
            },
            .always("3: nothing is given back that was not taken") { world in
                world.state(of: "payment", about: order.text, as: PaymentVoice.State.self).flatMap {
                    $0.bank.isRefunded && $0.bank.charge != .taken ? "a refund without a charge" : nil
                }
            },
            .always("3: the bank is asked for nothing that is done already") { world in
                world.state(of: "payment", about: order.text, as: PaymentVoice.State.self).flatMap {
                    $0.bank.isAskedInVain ? "the bank was asked although the payment is \($0.payment)" : nil
                }
            },
            .atRest("4: nothing is set aside for an order that is cancelled") { world in
                shop.status(world) == .cancelled && shop.isReserved(world)
                    ? "the order is cancelled, and its goods are set aside" : nil
            },
            .always("5: a shipment is paid for and set aside") { world in shop.wrongShipment(world) },
            .always("5: nothing is on its way to a customer whose order is cancelled") { world in
                shop.status(world) == .cancelled && shop.parcel(world)?.hasLeft == true
                    ? "the order is cancelled, and the parcel is with the carrier" : nil
            },
        ] + (withMails ? [mails(shop)] : [])
    }

    static let ofStock: [ExplorationInvariant] = [
        .always("4: every unit is in one place, none is below zero") { world in
            world.state(of: "inventory", as: InventoryRules.State.self)?.stock.values.first { !$0.isBalanced }
                .map { "the books do not balance: \($0)" }
        },
        .always("4: what is set aside belongs to an order") { world in
            guard let books = world.state(of: "inventory", as: InventoryRules.State.self) else { return nil }
            let held = books.reservations.values.reduce(0) { sum, reservation in
                guard case .reserved(let list) = reservation else { return sum }
                return sum + list.items.reduce(0) { $0 + $1.quantity }
            }
            let reserved = books.stock.values.reduce(0) { $0 + $1.reserved }
            return held == reserved ? nil : "\(reserved) units are set aside, for orders \(held)"
        },
    ]

    private static func mails(_ shop: OneOrder) -> ExplorationInvariant {
        .atRest("6: one mail for each news, matching what happened") { world in shop.wrongMails(world) }
    }

    /// The column "becomes" of the table of reactions, apart from the code that it judges.
    private static let steps: [OrderStatus: Set<OrderStatus>] = [
        .unknown: [.pending, .rejected, .withdrawn], .withdrawn: [.rejected],
        .pending: [.confirmed, .cancelling, .cancelled, .shipped, .delivered],
        .confirmed: [.shipped, .delivered, .cancelling, .cancelled], .shipped: [.delivered], .delivered: [],
        .cancelling: [.cancelled, .confirmed, .shipped, .delivered], .cancelled: [], .rejected: [],
    ]

    private static func illegalStep(from before: OrderState, to after: OrderState) -> String? {
        guard before.status != after.status, steps[before.status]?.contains(after.status) != true else {
            return nil
        }
        return "the order was \(before.status.rawValue) and became \(after.status.rawValue)"
    }
}

/// Everything about one order.
struct OneOrder: Sendable {
    let order: OrderID

    func status(_ world: ExplorationWorld) -> OrderStatus? {
        world.state(of: "order", about: order.text, as: OrderState.self)?.status
    }

    func parcel(_ world: ExplorationWorld) -> ShippingVoice.Parcel? {
        world.state(of: "shipping", about: order.text, as: ShippingVoice.State.self)?.parcel
    }

    func isReserved(_ world: ExplorationWorld) -> Bool {
        let books = world.state(of: "inventory", as: InventoryRules.State.self)
        return if case .reserved = books?.reservation(of: order) { true } else { false }
    }

    func wrongMoney(_ world: ExplorationWorld) -> String? {
        guard let status = status(world),
            let bank = world.state(of: "payment", about: order.text, as: PaymentVoice.State.self)?.bank
        else { return nil }
        let mustPay = [.confirmed, .shipped, .delivered].contains(status)
        return mustPay == bank.holdsMoney
            ? nil
            : "the order is \(status.rawValue), and its money is \(bank.holdsMoney ? "" : "not ")with the bank"
    }

    func wrongShipment(_ world: ExplorationWorld) -> String? {
        guard let state = world.state(of: "shipping", about: order.text, as: ShippingVoice.State.self),
            let books = world.state(of: "inventory", as: InventoryRules.State.self),
            let bank = world.state(of: "payment", about: order.text, as: PaymentVoice.State.self)?.bank
        else { return nil }
        switch state.shipment {
        case .waiting, .failed, .cancelled: return nil
        case .scheduled, .dispatched, .delivered: break
        }
        let reservation = books.reservation(of: order)
        guard reservation == .shipped || isReserved(world) else {
            return "a parcel is booked, and its goods are \(reservation)"
        }
        return bank.holdsMoney ? nil : "a parcel is booked that is not paid for"
    }

    func wrongMails(_ world: ExplorationWorld) -> String? {
        guard let state = world.state(of: "order", about: order.text, as: OrderState.self),
            let email = world.state(of: "email", about: order.text, as: EmailVoice.State.self)
        else { return nil }
        var expected: Set<MailKind> = []
        switch state.status {
        case .rejected: expected = [.rejected]
        case .unknown, .withdrawn: return email.mailbox.isEmpty ? nil : "mails about no order"
        default: expected = [.received]
        }
        if state.isConfirmed { expected.insert(.confirmed) }
        if state.status == .cancelled { expected.insert(.cancelled) }
        if [.shipped, .delivered].contains(state.status) { expected.insert(.dispatched) }
        if state.status == .delivered { expected.insert(.delivered) }
        let sent = email.mailbox.subtracting([.cancelRefused])
        guard sent != expected else { return nil }
        return "the order is \(state.status.rawValue), and the mails are \(sent.map(\.rawValue).sorted())"
    }
}
