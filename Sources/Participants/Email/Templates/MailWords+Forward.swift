/// The good news. No line is longer than 76 characters: a mail would have to break it.
extension MailWords {
    static let received = MailWords(
        subject: "Thank you, we have your order",
        opening: "thank you for your order! It has reached us,\nand we are getting it ready now.",
        closing: "We write again as soon as everything is confirmed.\nThere is nothing you need to do.",
        showsReceipt: true)

    static let confirmed = MailWords(
        subject: "Good news: your order is confirmed",
        opening: "good news: your payment has arrived, everything you ordered is set aside\n"
            + "for you, and the carrier is booked.",
        closing: "We write again when your parcel is on its way.",
        showsReceipt: true)

    static func dispatched(_ trackingNumber: String) -> MailWords {
        MailWords(
            subject: "Your parcel is on its way",
            opening: "the carrier has picked up your parcel, and it is on its way to you.",
            closing: "You can follow it with the tracking number \(trackingNumber).")
    }

    static func delivered(_ trackingNumber: String) -> MailWords {
        MailWords(
            subject: "Your parcel has arrived",
            opening: "your parcel has been delivered (tracking number \(trackingNumber)).\n"
                + "We hope you enjoy what is in it!",
            closing: "If anything is not as it should be, answer this mail and we will see to it.")
    }
}
