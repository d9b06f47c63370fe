import Choreography
import Hummingbird
import Order
import WorkerApplication

/// The shop's side of the order's HTTP door: sums over orders.
struct ReportRoutes: Sendable {
    let desk: OrderDesk

    var endpoints: [Endpoint] {
        [
            report(
                "/customers/{user_id}/orders", "What a customer has ordered, by currency",
                CustomerHistory.schema, CustomerHistory.example, parameters: [Self.userID]
            ) { [desk] in try await desk.queries.ask(FindCustomerHistory(userID: try $0[Self.userID])) },
            report(
                "/reports/revenue", "What came in, by day and currency", DailyRevenue.schema,
                DailyRevenue.example
            ) { [desk] _ in try await desk.queries.ask(FindDailyRevenue()) },
            report(
                "/reports/cancellations", "Why orders were cancelled, the most frequent reason first",
                CancellationCount.schema, CancellationCount.example
            ) { [desk] _ in try await desk.queries.ask(CountCancellations()) },
        ]
    }

    private func report<Item: Codable & Sendable>(
        _ path: String, _ summary: String, _ schema: Schema, _ example: Item,
        parameters: [any ParameterDescription] = [],
        items: @escaping @Sendable (EndpointRequest) async throws -> [Item]
    ) -> Endpoint {
        let answer = Answer(
            .ok, "All there is.", schema: .object(["items": .list(of: schema)]),
            example: Items(items: [example]))
        return Endpoint(
            .get, path, summary, parameters: parameters, answers: [answer], problems: [OrderRoutes.notBuilt]
        ) { request in try answer(Items(items: try await items(request))) }
    }

    private struct Items<Item: Codable & Sendable>: Codable, Sendable {
        let items: [Item]
    }

    private static let userID = Parameter<String>(
        "user_id", in: .path, "Which customer.", schema: .string(), example: "c-1"
    ) { text in text }
}
