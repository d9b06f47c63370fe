// swift-tools-version: 6.2
// A package of its own, so that who uses the library need not fetch what measures it. Run it from this folder,
// with nothing else to do on the machine:
//
//     swift package benchmark
//
// Figures are of a release build; `swift package benchmark help` tells what else it can do.
//
//     swift package benchmark thresholds check
//
// holds processor time, syncs of the disk and bytes written against Thresholds, and fails when one is exceeded:
// more than twice the time, one sync more, 20 % more bytes (see Benchmarks.swift). It also fails when there are
// fewer syncs or bytes than are stored: then store them. The time that is stored is of a virtual machine with two
// x86-64 cores that others use as well; where it is slower, store your own first. The plug-in writes names with
// underscores and looks for them with spaces, hence the last line, for bash:
//
//     swift package --allow-writing-to-package-directory benchmark thresholds update \
//         --metric processorNanoseconds --metric syncs --metric writeBytesLogical
//     cd Thresholds && for file in *_*; do mv "$file" "${file//_/ }"; done
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
            // For the libraries to call the one that counts.
            linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic-symbol=fdatasync"])],
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
    ]
)
