import Choreography
import GRDB
import ShopEvents

/// A shipment as its row has it.
extension Shipment {
    /// `status, is_reserved, tracking_number, name, street, city, postal_code, country`
    init(row: SQLRow) throws {
        let status: String = row[0]
        let trackingNumber: String? = row[2]
        switch (status, trackingNumber) {
        case ("waiting", _): self = .waiting(ShippingAddress(row: row), isReserved: row[1])
        case ("scheduled", let number?): self = .scheduled(trackingNumber: number)
        case ("dispatched", let number?): self = .dispatched(trackingNumber: number)
        case ("delivered", let number?): self = .delivered(trackingNumber: number)
        case ("failed", _): self = .failed
        case ("cancelled", _): self = .cancelled
        default: throw Failure.permanent(.reactionFailed, "a shipment's row cannot be read: \(status)")
        }
    }

    var status: String {
        switch self {
        case .waiting: "waiting"
        case .scheduled: "scheduled"
        case .dispatched: "dispatched"
        case .delivered: "delivered"
        case .failed: "failed"
        case .cancelled: "cancelled"
        }
    }

    var address: ShippingAddress? {
        guard case .waiting(let address, _) = self else { return nil }
        return address
    }

    /// Whether the stock is known to be set aside.
    var isReserved: Bool {
        switch self {
        case .waiting(_, let isReserved): isReserved
        case .scheduled, .dispatched, .delivered, .failed: true
        case .cancelled: false
        }
    }

    var trackingNumber: String? {
        switch self {
        case .scheduled(let number), .dispatched(let number), .delivered(let number): number
        case .waiting, .failed, .cancelled: nil
        }
    }
}

extension ShippingAddress {
    fileprivate init?(row: SQLRow) {
        guard let name = row[3] as String?, let street = row[4] as String?, let city = row[5] as String?,
            let postalCode = row[6] as String?, let country = row[7] as String?
        else { return nil }
        self.init(name: name, street: street, city: city, postalCode: postalCode, country: country)
    }
}
