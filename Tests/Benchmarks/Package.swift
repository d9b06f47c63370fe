// swift-tools-version: 6.2
// A package of its own, so that who uses the library need not fetch what measures it. Run it from this folder,
// with nothing else to do on the machine:
//
//     swift package benchmark
//
// Figures are of a release build; `swift package benchmark help` tells what else it can do.
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "choreography", path: "../.."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.8.0"),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "ChoreographyBenchmarks",
            dependencies: [
                .product(name: "Choreography", package: "choreography"),
                .product(name: "RabbitMQ", package: "choreography"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            // The plug-in takes executables in folders inside one that is named Benchmarks.
            path: "ChoreographyBenchmarks", swiftSettings: settings,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
    ]
)
