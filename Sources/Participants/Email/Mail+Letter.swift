import Foundation
import ShopEvents

extension Mail {
    /// The mail of a letter: every attempt makes the same one.
    init(_ letter: EmailRules.Letter, order: OrderID, from sender: Sender, at date: Date) {
        let template = MailTemplate(letter, order: order, shop: sender.signature)
        self.init(
            messageID: "<\(letter.news.kind.rawValue).\(order.text)@\(sender.messageIDDomain)>",
            from: sender.mailbox, to: Mailbox(name: letter.addressee.name, address: letter.addressee.email),
            subject: template.subject, text: template.text, date: date,
            extraHeaders: [
                Header(name: "X-Order-ID", value: order.text),
                Header(name: "Auto-Submitted", value: "auto-generated"),
            ])
        #if MUTANTS
            if ShopMutant.isOn(.mailUnderNewID) { messageID = "<\(UUID())@\(sender.messageIDDomain)>" }
        #endif
    }
}
