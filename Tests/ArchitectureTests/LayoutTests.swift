import Foundation
import Testing

/// The arrows and habits of the layout, checked on the sources.
@Suite struct LayoutTests {
    let sources = Sources.all

    @Test func thereAreSourcesToCheck() {
        #expect(sources.contains { $0.path.hasPrefix("RabbitMQ/") })
    }

    @Test func onlyRabbitMQKnowsTheCLibrary() {
        for source in sources where source.imports.contains("CRabbitMQ") {
            #expect(source.path.hasPrefix("RabbitMQ/"), "\(source.path) imports CRabbitMQ")
        }
    }

    @Test func cPointersStayInOneFile() {
        let words = /OpaquePointer|UnsafeMutablePointer<\s*amqp_|amqp_connection_state_t/
        let files = sources.filter { $0.path.hasPrefix("RabbitMQ/") && $0.code.contains(words) }
        #expect(files.count <= 1, "C pointers in \(files.map(\.path))")
    }

    @Test func rabbitMQKnowsNothingOfChoreographies() {
        let allowed: Set = ["CRabbitMQ", "Glibc", "Darwin", "Foundation", "Logging", "Synchronization"]
        for source in sources where source.path.hasPrefix("RabbitMQ/") {
            #expect(source.imports.subtracting(allowed) == [], "\(source.path)")
        }
    }

    @Test func theArrowsPointOneWay() {
        let above: [String: Set<String>] = [
            "RabbitMQ": ["Choreography"],
            "Choreography": ["ShopEvents", "WorkerApplication", "ChoreographyTesting", "RabbitMQManagement"],
            "RabbitMQManagement": ["ShopEvents", "WorkerApplication", "ChoreographyTesting", "RabbitMQ"],
            "ShopEvents": ["RabbitMQ", "GRDB", "WorkerApplication", "ChoreographyTesting"],
            "OpenTelemetryExport": [
                "Choreography", "RabbitMQ", "ShopEvents", "WorkerApplication", "ChoreographyTesting",
            ],
            "WorkerApplication": ["ShopEvents", "ChoreographyTesting", "RabbitMQManagement"],
            "Participants": ["RabbitMQ", "WorkerApplication", "ChoreographyTesting", "RabbitMQManagement"],
            "Workers": ["ChoreographyTesting", "RabbitMQManagement", "GRDB"],
        ]
        for source in sources {
            let forbidden = above[source.folders[0]] ?? []
            let found = source.imports.intersection(forbidden)
            #expect(found == [], "\(source.path) imports \(found.sorted())")
        }
    }

    @Test func participantsDoNotKnowEachOther() {
        let participants: Set = ["Order", "Payment", "Inventory", "Shipping", "Email"]
        for source in sources where source.folders[0] == "Participants" {
            let others = participants.subtracting([source.folders[1]])
            #expect(source.imports.isDisjoint(with: others), "\(source.path) imports another participant")
        }
    }

    @Test func domainsArePure() {
        for source in sources where source.folders[0] == "Participants" && source.folders[2] == "Domain" {
            #expect(source.imports.subtracting(["ShopEvents"]) == [], "\(source.path)")
            let impure = source.code.matches(of: /\b(?:Date\(\)|UUID\(\)|\.random\(|Logger|Clock\b)/)
            #expect(impure.isEmpty, "\(source.path) holds \(impure.map { String($0.output) })")
        }
    }

    @Test func onlyTheMailEffectsKnowCurl() {
        for source in sources where source.imports.contains("CCurl") {
            #expect(source.path.hasPrefix("Participants/Email/Effects/"), "\(source.path) imports CCurl")
        }
    }

    @Test func workersAreShort() {
        for source in sources where source.folders[0] == "Workers" {
            #expect(source.text.split(separator: "\n").count <= 120, "\(source.path) is more than wiring")
        }
    }

    @Test func namesSayWhatAThingIs() {
        let declaration = /\b(?:struct|class|actor|enum|protocol|typealias)\s+(\w*(?:Manager|Helper|Util)\w*)/
        for source in sources {
            let names = source.code.matches(of: declaration).map { String($0.output.1) }
            #expect(names == [], "\(source.path)")
        }
        let modules = Set(sources.map { $0.folders[0] })
        #expect(modules.isDisjoint(with: ["Core", "Common", "Utils", "Shared"]))
    }

    @Test func nothingCrashesOnPurposeOrIsLeftToDo() {
        for source in sources {
            for word in ["try!", "as!", "fatalError(", "preconditionFailure("] {
                #expect(!source.code.contains(word), "\(source.path) holds \(word)")
            }
            for word in ["TODO", "FIXME", "XXX"] {
                #expect(!source.text.contains(word), "\(source.path) holds \(word)")
            }
        }
    }

    @Test func uncheckedSendabilityIsProvenBesideIt() {
        for source in sources {
            let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
            for (number, line) in lines.enumerated() where line.contains("@unchecked Sendable") {
                let before = lines[max(0, number - 6)...number]
                #expect(before.contains { $0.contains("//") }, "\(source.path):\(number + 1) gives no proof")
            }
        }
    }
}
