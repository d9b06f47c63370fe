// swift-tools-version: 6.2
import PackageDescription

#if canImport(Glibc)
    import Foundation
    import Glibc
#endif

let warnings: [SwiftSetting] =
    Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

/// Deliberate breakages that the proofs must notice, see `choreo mutants`; in no other build.
let mutants: [SwiftSetting] = Context.environment["CHOREO_MUTANTS"] == nil ? [] : [.define("MUTANTS")]

let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + warnings + mutants

/// For what every delivery goes through: async functions that are no actor's run where they are called, without a
/// hop to another thread and back.
let hotSettings: [SwiftSetting] = settings + [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let participants: [Target.Dependency] = ["Order", "Payment", "Inventory", "Shipping", "Email"]

/// What is fuzzed: the tests replay its corpus, and with CHOREO_FUZZ set a program links it with libFuzzer.
let fuzzed: [Target.Dependency] =
    [
        "RabbitMQ", "Choreography", "ChoreographyTesting", "ShopEvents", "ShopSystem", "Email", "Inventory",
        "OpenTelemetryExport", "WorkerApplication",
    ]

func fuzzing() -> Target {
    Context.environment["CHOREO_FUZZ"] == nil
        ? .testTarget(
            name: "FuzzingTests", dependencies: fuzzed, exclude: ["Driver"],
            resources: [.copy("Corpus")], swiftSettings: settings)
        : .executableTarget(
            name: "fuzz", dependencies: fuzzed, path: "Tests/FuzzingTests",
            exclude: ["Replay", "Corpus"], swiftSettings: settings)
}

func library(
    _ name: String, _ dependencies: [Target.Dependency], _ settings: [SwiftSetting] = settings
) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func participant(_ name: String, _ extra: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: ["ShopEvents", "Choreography", grdb, log] + extra,
        path: "Sources/Participants/\(name)", swiftSettings: hotSettings)
}

/// Six megabytes less in each worker: no symbols for others to look up, which a static standard library would have it
/// export, and packed relocations, which glibc reads from 2.36 on. The libraries ask for none of it.
func lean() -> [LinkerSetting] {
    #if canImport(Glibc)
        var bytes = [CChar](repeating: 0, count: 64)
        confstr(Int32(_CS_GNU_LIBC_VERSION), &bytes, bytes.count)
        let glibc = String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let isOld = glibc.compare("glibc 2.36", options: .numeric) == .orderedAscending
        let packed = isOld ? [] : ["-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"]
        return [
            .unsafeFlags(
                ["-use-ld=lld", "-Xlinker", "--no-export-dynamic"] + packed,
                .when(platforms: [.linux], configuration: .release))
        ]
    #else
        return []
    #endif
}

/// The target has another name than the program, since `order` and `Order` are one on some file systems.
func worker(_ program: String, runs participant: String) -> Target {
    .executableTarget(
        name: "\(participant)Worker",
        dependencies: [
            .init(stringLiteral: participant), "ShopEvents", "Choreography", "WorkerApplication", "CJemalloc",
            hummingbird,
        ],
        path: "Sources/Workers/\(program)", swiftSettings: settings, linkerSettings: lean())
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], copying resource: String? = nil,
    excluding excluded: [String] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: excluded,
        resources: resource.map { [.copy($0)] } ?? [], swiftSettings: settings)
}

func participantTests(
    _ name: String, _ extra: [Target.Dependency] = [], copying resource: String? = nil
) -> Target {
    tests(
        "\(name)Tests",
        [
            .init(stringLiteral: name), "ShopEvents", "Choreography", "ChoreographyTesting", "RabbitMQ", grdb,
            log,
        ]
            + extra, copying: resource)
}

/// With CHOREO_SANITIZE set there is no more than a sanitizer looks at: what has threads, C and memory of its own, and
/// the tests of that, but for those that ask the broker's operator. Everything else would double what is built.
let isSanitized = Context.environment["CHOREO_SANITIZE"] != nil
let sanitized: Set = [
    "CRabbitMQ", "CLinux", "CCurl", "CSwiftConcurrency", "RabbitMQ", "Choreography", "ShopEvents", "Email",
    "ChoreographyTesting",
    "RabbitMQTests", "ChoreographyTests", "EmailTests",
]
let operatorsTests = [
    "Conformance", "Faults", "History", "Hostile", "Support/SharedNode.swift",
    "Support/ConformanceBroker.swift",
]

let package = Package(
    name: "choreography",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "RabbitMQ", targets: ["RabbitMQ"]),
        .library(name: "Choreography", targets: ["Choreography"]),
        .library(name: "WorkerApplication", targets: ["WorkerApplication"]),
        .library(name: "ChoreographyTesting", targets: ["ChoreographyTesting"]),
        .executable(name: "choreo", targets: ["choreo"]),
        .executable(name: "order", targets: ["OrderWorker"]),
        .executable(name: "payment", targets: ["PaymentWorker"]),
        .executable(name: "inventory", targets: ["InventoryWorker"]),
        .executable(name: "shipping", targets: ["ShippingWorker"]),
        .executable(name: "email", targets: ["EmailWorker"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.7.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.2.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.24.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.0.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.8.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.16.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.24.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.1.0"),
        .package(url: "https://github.com/onevcat/Rainbow", from: "4.2.0"),
        .package(url: "https://github.com/ordo-one/TextTable", from: "0.0.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CRabbitMQ", pkgConfig: "librabbitmq", providers: [.apt(["librabbitmq-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CSwiftConcurrency"),
        // Not a part of the libraries: which allocator there is, is the program's choice.
        .target(
            name: "CJemalloc",
            linkerSettings: [
                .linkedLibrary("jemalloc", .when(platforms: [.linux], configuration: .release))
            ]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

        library("RabbitMQ", ["CRabbitMQ", log], hotSettings),
        library(
            "Choreography", ["RabbitMQ", log, metrics, tracing, lifecycle, grdb, sqlite], hotSettings),
        library("ShopEvents", ["Choreography"]),
        participant("Order"), participant("Payment"), participant("Inventory"), participant("Shipping"),
        participant("Email", ["CCurl", "CLinux"]),
        library(
            "OpenTelemetryExport",
            [
                log, metrics, tracing, lifecycle, httpClient,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        library(
            "WorkerApplication",
            [
                "Choreography", "OpenTelemetryExport", "RabbitMQ", "CSQLite", log, metrics, tracing,
                lifecycle, hummingbird,
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ]),
        worker("order", runs: "Order"), worker("payment", runs: "Payment"),
        worker("inventory", runs: "Inventory"), worker("shipping", runs: "Shipping"),
        worker("email", runs: "Email"),

        library("RabbitMQManagement", ["Choreography", .product(name: "Crypto", package: "swift-crypto")]),
        library(
            "ChoreographyTesting",
            ["Choreography", "RabbitMQ", "CSwiftConcurrency", grdb, log, subprocess]),
        library(
            "ShopSystem",
            [
                "Choreography", "ChoreographyTesting", "RabbitMQ", "RabbitMQManagement", "ShopEvents",
                grdb, histogram, log, subprocess,
            ] + participants),
        .executableTarget(
            name: "choreo",
            dependencies: [
                "ShopSystem", "Choreography", "ChoreographyTesting", "RabbitMQ", "RabbitMQManagement",
                "ShopEvents", grdb, log, lifecycle, subprocess, "Rainbow", "TextTable",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ] + participants, path: "Sources/ChoreoCLI", swiftSettings: settings),

        .target(
            name: "CollectorTesting", dependencies: [hummingbird, log, lifecycle],
            path: "Tests/CollectorTesting", swiftSettings: settings),
        tests("RabbitMQTests", ["RabbitMQ", "ChoreographyTesting", log, subprocess]),
        tests(
            "ChoreographyTests",
            [
                "Choreography", "ChoreographyTesting", "RabbitMQ", "ShopEvents", log, grdb, lifecycle,
                metrics,
                tracing,
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "InMemoryLogging", package: "swift-log"),
            ] + (isSanitized ? [] : ["RabbitMQManagement", "ShopSystem"]),
            excluding: isSanitized ? operatorsTests : []),
        tests("ShopEventsTests", ["ShopEvents", "Choreography"], copying: "Golden"),
        participantTests("Order", copying: "Golden"), participantTests("Payment"),
        participantTests("Inventory"),
        participantTests("Shipping"), participantTests("Email", [subprocess], copying: "Resources"),
        tests(
            "WorkerApplicationTests",
            [
                "WorkerApplication", "OpenTelemetryExport", "OrderWorker", "InventoryWorker", "PaymentWorker",
                "Order", "Inventory",
                "Payment", "ShopEvents", "Choreography", "ChoreographyTesting", "RabbitMQ", grdb, log,
                lifecycle, metrics, subprocess,
                hummingbird,
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        tests(
            "OpenTelemetryExportTests",
            ["OpenTelemetryExport", "CollectorTesting", log, metrics, tracing, lifecycle]),
        tests(
            "TopologyTests",
            [
                "Choreography", "ShopEvents", "ShopSystem", "RabbitMQManagement", "RabbitMQ",
                "ChoreographyTesting", log, subprocess,
            ]),
        tests(
            "CrashPointTests",
            ["ShopSystem", "Choreography", "ShopEvents"]),
        tests(
            "VerificationTests",
            [
                "ShopSystem", "ShopEvents", "Choreography", "ChoreographyTesting", "RabbitMQ", grdb, log,
                subprocess,
                lifecycle,
            ] + participants),
        tests(
            "CLITests",
            [
                "choreo", "ShopSystem", "ShopEvents", "Choreography", "RabbitMQ", "RabbitMQManagement", grdb,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        tests("ExplorationTests", ["ShopSystem", "ShopEvents", "Choreography", "ChoreographyTesting"]),
        tests("SimulationTests", ["ShopSystem", "Choreography", "ChoreographyTesting", "RabbitMQ", grdb]),
        fuzzing(),
        tests("ArchitectureTests", []),
        tests(
            "SystemTests",
            [
                "CollectorTesting", "ShopSystem", "ShopEvents", "Choreography", "ChoreographyTesting",
                "RabbitMQ", grdb, log,
                subprocess,
            ]),
    ]
)

if isSanitized {
    package.targets.removeAll { !sanitized.contains($0.name) }
    if Context.environment["CHOREO_SANITIZE"] == "thread" {
        package.targets.append(.target(name: "ThreadSanitizer", path: "Tests/ThreadSanitizer"))
        for tests in package.targets where tests.type == .test {
            tests.dependencies.append("ThreadSanitizer")
        }
    }
    package.products.removeAll { !sanitized.contains($0.name) }
}
