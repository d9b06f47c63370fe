import Choreography
import Logging

/// All that the worker tells in one answer: what was recorded, how it is, and what its participant adds.
struct Scrape: Sendable {
    let participant: String
    let registry: MetricRegistry
    let worker: Worker
    let gauges: [ScrapedGauge]
    let startTime: Double
    let logger: Logger

    func text() async -> String {
        let health = await worker.health
        var backlog: WorkerBacklog?
        do {
            backlog = try await worker.backlog
        } catch {
            complain("the worker's backlog", error)
        }
        var families = registry.collected
        families += WorkerMetrics(health: health, backlog: backlog, startTime: startTime).families
        for gauge in gauges {
            do {
                families.append(try await gauge.family())
            } catch {
                complain(gauge.name, error)
            }
        }
        return MetricText.write(families, constant: [MetricLabel(name: "participant", value: participant)])
    }

    private func complain(_ what: String, _ error: any Error) {
        logger.warning(
            "a metric cannot be read", metadata: ["metric.name": "\(what)", "error.message": "\(error)"])
    }
}
