import Choreography
import Foundation
import RabbitMQ
import ShopSystem
import Testing

extension SystemTests.Together {
    /// Every password of the shop has the same beginning; it must be seen nowhere but in files that nobody else
    /// can read, and in the environment of the one process that logs in with it.
    @Suite("Secrets", .timeLimit(.minutes(5))) struct SecretsTests {
        let shop: ShopUnderTest
        let mark = ShopUnderTest.passwordMark

        init() throws { shop = try Shop.open() }

        @Test("are in no log, no health answer, no announcement, whatever goes wrong") func trouble()
            async throws
        {
            let here = try await shop.system.access.endpoint
            let files = try PasswordFiles()
            defer { files.remove() }
            let file = try files.add(mark + "wrong", mode: 0o644)
            let cases: [(environment: [String: String], says: String)] = [
                (
                    [
                        "AMQP_URL": "amqp://email@127.0.0.1:\(here.port)/shop",
                        "AMQP_PASSWORD_FILE": file,
                    ], "refused the login of 'email'"
                ),
                (
                    ["AMQP_URL": "amqp://email:\(mark)wrong@127.0.0.1:\(here.port)/shop"],
                    "refused the login of 'email'"
                ),
                (
                    ["AMQP_URL": "amqp://email@127.0.0.1:1/shop", "AMQP_PASSWORD": mark + "email"],
                    "connecting to 127.0.0.1:1 failed"
                ),
                (
                    [
                        "AMQP_URL": "amqp://email:\(mark)email@127.0.0.1:\(here.port)/elsewhere",
                        "LOG_LEVEL": "trace",
                    ], "virtual host 'elsewhere'"
                ),
            ]
            try await withThrowingTaskGroup(of: String.self) { group in
                for (environment, says) in cases {
                    group.addTask {
                        let worker = try StrayWorker("email", environment: environment)
                        try await waitUntil("\(says) in its health") {
                            await worker.health("ready")?.body.contains(says) == true
                        }
                        let seen = await [
                            worker.health("ready")?.body, worker.health("live")?.body, worker.announcement,
                        ]
                        try await worker.expectTrouble(says, says)
                        return try seen.compactMap(\.self).joined() + worker.log
                    }
                }
                var all = ""
                for try await text in group {
                    #expect(!text.contains(mark), "\(text)")
                    all += text
                }
                #expect(all.contains("AMQP_PASSWORD_FILE names \(file), which any user can read"))
            }
        }

        @Test("are not told by the operator's commands, and come from a file") func commands() async throws {
            let here = try await shop.system.access.endpoint
            func list(_ environment: [String: String], _ arguments: String...) async throws -> Program.Outcome
            {
                let outcome = try await Program.run(
                    "choreo", ["dlq", "list"] + arguments, environment: environment)
                #expect(!(outcome.output + outcome.error).contains(mark), "\(outcome.error)")
                return outcome
            }
            let url = "amqp://operator@127.0.0.1:\(here.port)/shop"
            let whole = url.replacing("operator@", with: "operator:\(mark)wrong@")
            let wrong = try await list(["CHOREO_AMQP_URL": whole])
            #expect(
                wrong.code == 69 && wrong.error.contains("refused the login of 'operator'"), "\(wrong.error)")
            #expect(try await list([:], "--amqp-url", whole).code == 65)
            let away = try await list(["CHOREO_AMQP_URL": "amqp://operator:\(mark)x@127.0.0.1:1/shop"])
            #expect(away.code == 69)

            let files = try PasswordFiles()
            defer { files.remove() }
            let closed = try files.add(mark + "operator")
            let variable = "CHOREO_PASSWORD_OPERATOR_FILE"
            let good = try await list([variable: closed], "--amqp-url", url)
            #expect(good.code == 0 && good.error.isEmpty, "\(good.error)")
            let open = try files.add(mark + "operator", mode: 0o644)
            let warned = try await list([variable: open], "--amqp-url", url)
            #expect(warned.code == 0)
            #expect(warned.error.contains("\(variable) names \(open), which any user can read"))
            let empty = try await list([variable: try files.add("\n")], "--amqp-url", url)
            #expect(empty.code == 65 && empty.error.contains("cannot be used: it is empty"), "\(empty.error)")
            let missing = try await list([variable: "/nowhere/at/all"], "--amqp-url", url)
            #expect(
                missing.code == 65 && missing.error.contains("/nowhere/at/all, which cannot be used: No such")
            )
        }

        @Test("are on disk for the owner alone, in no argument, and in no environment but the worker's own")
        func everywhere() async throws {
            let starts = try #require(await shop.system.states["email"]?.starts)
            try await shop.system.killWorker("email")
            try await shop.system.waitUntilBack("email", afterStart: starts)
            for worker in RunningSystem.workers {
                #expect(!shop.system.logs.lines(of: worker).contains { $0.contains(mark) })
            }
            let found = try await Program.run(system: "grep", ["-rlaF", mark, shop.directory]).output
            let files = found.split(separator: "\n").map(String.init)
            #expect(
                Set(files.map { $0.replacing(shop.directory + "/", with: "") })
                    .isSubset(of: ["run.json", "administrator.password", "broker/rabbitmq.conf"]), "\(files)")
            #expect(files.contains(RunRecord.path(in: shop.directory)))
            for file in files {
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                #expect(mode == 0o600, "\(file)")
            }

            let family = Self.descendants()
            let workers = await Set(shop.system.states.values.compactMap(\.pid))
            #expect(
                workers.isSubset(of: family) && family.count > workers.count, "the broker is seen as well")
            for process in family {
                #expect(!Self.words(of: process, "cmdline").contains { $0.contains(mark) })
                let name = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")
                let own = (name as NSString?)?.lastPathComponent ?? ""
                for word in Self.words(of: process, "environ") where word.contains(mark) {
                    #expect(word == "AMQP_PASSWORD=\(mark)\(own)", "the environment of \(own)")
                }
            }
        }

        private static func words(of process: Int32, _ file: String) -> [String] {
            let bytes = FileManager.default.contents(atPath: "/proc/\(process)/\(file)") ?? Data()
            return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        }

        /// The processes that this one has started, and theirs.
        private static func descendants() -> Set<Int32> {
            let numbers = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap {
                Int32($0)
            }
            let parents = numbers.reduce(into: [Int32: Int32]()) { parents, number in
                guard let bytes = FileManager.default.contents(atPath: "/proc/\(number)/stat") else { return }
                // The state and the parent follow the name, which stands in parentheses and may hold anything.
                let rest = String(decoding: bytes, as: UTF8.self).split(separator: ")").last ?? ""
                parents[number] = rest.split(separator: " ").dropFirst().first.flatMap { Int32($0) }
            }
            var family: Set<Int32> = [getpid()]
            while true {
                let more = parents.filter { family.contains($0.value) && !family.contains($0.key) }
                guard !more.isEmpty else { break }
                family.formUnion(more.keys)
            }
            return family.subtracting([getpid()])
        }
    }
}

/// Files with passwords, which nobody else removes.
private struct PasswordFiles {
    private let folder = FileManager.default.temporaryDirectory.path + "/passwords-\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func add(_ text: String, mode: Int = 0o600) throws -> String {
        let path = "\(folder)/\(UUID().uuidString)"
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
