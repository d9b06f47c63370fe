import Foundation
import Subprocess
import Testing

/// What Prometheus and Grafana are given beside the topology.
@Suite struct AlertTests {
    static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool")
    static let advice: Comment = "promtool is not installed: apt-get install prometheus"

    @Test(.enabled(if: isInstalled, advice))
    func prometheusTakesTheRules() async throws {
        let result = try await run(
            .name("promtool"), arguments: ["check", "rules", Repository.file("topology/alerts.yaml").path],
            environment: .custom(["PATH": "/usr/bin:/bin"]), output: .string(limit: 100_000),
            error: .string(limit: 100_000))
        #expect(result.terminationStatus.isSuccess, "\(result.standardOutput) \(result.standardError)")
        #expect(result.standardOutput.contains("8 rules found"))
    }

    @Test func eachRuleSaysWhatToDo() throws {
        let rules = try Repository.text("topology/alerts.yaml").components(separatedBy: "- alert: ")
            .dropFirst()
        #expect(rules.count == 8)
        for rule in rules {
            let name = rule.prefix { $0 != "\n" }
            #expect(rule.contains("summary: \"") && rule.contains("description: >-"), "\(name)")
            #expect(rule.contains("`choreo "), "\(name) names no command")
            #expect(rule.contains("severity: "), "\(name)")
        }
    }

    @Test func theDashboardCanBeImportedAnywhere() throws {
        let data = try Data(contentsOf: Repository.file("topology/grafana-dashboard.json"))
        let dashboard = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(dashboard["title"] as? String == "Choreography")
        #expect(dashboard["id"] == nil, "an id is of one Grafana")
        let panels = try #require(dashboard["panels"] as? [[String: Any]])
        #expect(Set(panels.compactMap { $0["id"] as? Int }).count == panels.count)
        for panel in panels {
            let title = panel["title"] as? String ?? "?"
            #expect((panel["datasource"] as? [String: String])?["uid"] == "${datasource}", "\(title)")
            let targets = try #require(panel["targets"] as? [[String: Any]], "\(title)")
            #expect(targets.allSatisfy { ($0["expr"] as? String)?.isEmpty == false }, "\(title)")
            #expect((panel["description"] as? String)?.isEmpty == false, "\(title)")
        }
    }
}
