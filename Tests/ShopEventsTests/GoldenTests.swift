import Choreography
import Foundation
import ShopEvents
import Testing

@Suite struct GoldenTests {
    @Test func `there is a golden file for every type and version, and no other`() throws {
        let folder = Bundle.module.bundleURL.appending(path: "Golden").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(files == Golden.types.map { "\($0.type).v\($0.version).json" }.sorted())
    }

    @Test(arguments: Golden.types)
    func `the example is written as the golden file`(_ type: any ShopEvent.Type) throws {
        let written = String(decoding: try EventJSON.encode(type.example), as: UTF8.self)
        let golden = String(decoding: try Golden.body(of: type), as: UTF8.self)
        #expect(written + "\n" == golden)
    }

    @Test(arguments: Golden.types)
    func `the golden file is read as the example`(_ type: any ShopEvent.Type) throws {
        let event = try Golden.decode(type, body: Golden.body(of: type))
        #expect(try EventJSON.encode(event) == EventJSON.encode(type.example))
        #expect(isEqual(event, type.example))
    }

    @Test(arguments: Golden.types)
    func `unknown fields are ignored`(_ type: any ShopEvent.Type) throws {
        let event = try Golden.decode(type, json(of: type).extended)
        #expect(isEqual(event, type.example))
    }

    @Test(arguments: Golden.types)
    func `each missing field is named`(_ type: any ShopEvent.Type) throws {
        for field in try json(of: type).fields {
            let problem = try Golden.problem(type, field.without)
            if type == OrderRequested.self && field.path == "order_id" {
                #expect(problem == nil)
            } else {
                #expect(problem?.field == field.path)
                #expect(problem?.reason == "is missing")
            }
        }
    }

    @Test(arguments: Golden.types)
    func `each field of a wrong type is named`(_ type: any ShopEvent.Type) throws {
        for field in try json(of: type).fields {
            let problem = try #require(try Golden.problem(type, field.bent))
            #expect(problem.field == field.path)
        }
    }

    @Test(arguments: Golden.types)
    func `a version that never was is refused`(_ type: any ShopEvent.Type) throws {
        let body = try Golden.body(of: type)
        #expect(throws: InvalidEvent.self) { try EventJSON.decode(type, version: 99, from: body) }
    }

    private func json(of type: any ShopEvent.Type) throws -> JSON {
        try JSONDecoder().decode(JSON.self, from: Data(Golden.body(of: type)))
    }

    private func isEqual(_ left: any ShopEvent, _ right: any ShopEvent) -> Bool {
        func compare<E: ShopEvent>(_ left: E) -> Bool { left == right as? E }
        return compare(left)
    }
}
