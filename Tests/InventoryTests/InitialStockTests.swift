import Foundation
import Inventory
import Testing

@testable import ShopEvents

@Suite("The stock file")
struct InitialStockTests {
    @Test("The reference shop's shelves")
    func standard() {
        let names = InitialStock.standard.quantities.map { "\($0.key) \($0.value)" }.sorted()
        #expect(names == ["product_1 100", "product_2 50", "product_3 200"])
    }

    @Test("A JSON object of skus and quantities")
    func reads() throws {
        let stock = try InitialStock(json: Data(#"{"apple": 3, "pear": 0}"#.utf8))
        #expect(stock.quantities == [.apple: 3, .pear: 0])
    }

    @Test(
        "What is wrong is named",
        arguments: [
            (#"[1]"#, #"stock: is not a JSON object of skus and quantities, such as {"product_1": 100}"#),
            ("apple: 3", #"stock: is not a JSON object of skus and quantities, such as {"product_1": 100}"#),
            (#"{"apple": -1}"#, "stock: apple must be a whole number from 0 to 1000000000000000"),
            (#"{"apple": 1.5}"#, "stock: apple must be a whole number from 0 to 1000000000000000"),
            (#"{"apple": "3"}"#, "stock: apple must be a whole number from 0 to 1000000000000000"),
            (#"{"apple": null}"#, "stock: apple must be a whole number from 0 to 1000000000000000"),
            (
                #"{"red apple": 1}"#,
                "stock: red apple is not a sku: 1 to 64 letters, digits, '.', '_' or '-'"
            ),
        ])
    func refuses(json: String, message: String) {
        let error = #expect(throws: InvalidStock.self) { try InitialStock(json: Data(json.utf8)) }
        #expect(error?.description == message)
    }

    @Test("A file that is not there")
    func missing() {
        let error = #expect(throws: InvalidStock.self) { try InitialStock(file: "/nonexistent/stock.json") }
        #expect(error?.description.contains("/nonexistent/stock.json") == true)
    }
}
