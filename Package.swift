// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "steno",
    products: [
        .executable(name: "steno", targets: ["steno"]),
        // docs/library.md says what each is for, and which of them are stable.
        .library(name: "StenoKit", targets: ["StenoKit"]),
        .library(name: "AudioInput", targets: ["AudioInput"]),
        .library(name: "VoiceActivity", targets: ["VoiceActivity"]),
        .library(name: "Whisper", targets: ["Whisper"]),
        .library(name: "Transcription", targets: ["Transcription"]),
        .library(name: "ModelStore", targets: ["ModelStore"]),
        .library(name: "StenoClient", targets: ["StenoClient"]),
        .library(name: "StenoServer", targets: ["StenoServer", "ServerAccess", "SessionRuntime", "TranscriptJournal"]),
        .library(name: "HTTPWebSocket", targets: ["HTTPWebSocket"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // System libraries: a shim header and a module map each.
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CFLAC", pkgConfig: "flac", providers: [.apt(["libflac-dev"])]),
        .systemLibrary(name: "CMPG123", pkgConfig: "libmpg123", providers: [.apt(["libmpg123-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "COgg", pkgConfig: "ogg", providers: [.apt(["libogg-dev"])]),
        .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
        .systemLibrary(name: "COpus", pkgConfig: "opus", providers: [.apt(["libopus-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CSndFile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CSpeexDSP", pkgConfig: "speexdsp", providers: [.apt(["libspeexdsp-dev"])]),

        // The path of a sample, left to right.
        .target(name: "AudioInput", dependencies: ["CFLAC", "CMPG123", "COgg", "COpus", "CSndFile", "CSpeexDSP"]),
        .target(name: "CKernels"),
        .target(name: "Weights"),
        .target(name: "Spelling"),
        .target(name: "VoiceActivity", dependencies: ["Weights"]),
        .target(name: "SpeakerLabels", dependencies: ["CKernels", "Weights"]),
        .target(name: "Whisper", dependencies: ["CKernels", "COneDNN", "CZlib", "Weights"]),
        .target(
            name: "Transcription",
            dependencies: ["Spelling", "VoiceActivity", "Whisper", .product(name: "Logging", package: "swift-log")]
        ),
        .target(
            name: "ModelStore",
            dependencies: ["CArchive", "CCurl", "Spelling", .product(name: "Crypto", package: "swift-crypto")]
        ),
        // A file or a stream transcribed in a few lines, for other programs.
        .target(
            name: "StenoKit",
            dependencies: ["AudioInput", "ModelStore", "Transcription", "VoiceActivity", "Whisper"]
        ),
        // What the server is built on. These three know nothing of each other, nor the first two of Steno.
        .target(
            name: "HTTPWebSocket",
            dependencies: [
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ]
        ),
        .target(
            name: "PrometheusMetrics", dependencies: [.product(name: "CoreMetrics", package: "swift-metrics")]),
        .target(
            name: "TranscriptJournal",
            dependencies: [
                "CSQLite", "Transcription",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        // What a client's session is, whatever protocol it speaks.
        .target(
            name: "SessionRuntime",
            dependencies: [
                "AudioInput", "TranscriptJournal", "Transcription",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        // What clients send, as text: JSON, queries, hexadecimal and base64.
        .target(name: "WireText", dependencies: [.product(name: "NIOCore", package: "swift-nio")]),
        // Who may use a server, and how much of it.
        .target(
            name: "ServerAccess",
            dependencies: [
                "HTTPWebSocket", "SessionRuntime", "WireText",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ]
        ),
        // One folder for each dialect. None of them knows another.
        .target(
            name: "Dialects",
            dependencies: [
                "AudioInput", "HTTPWebSocket", "ServerAccess", "SessionRuntime", "Transcription", "VoiceActivity",
                "WireText",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .target(
            name: "StenoServer",
            dependencies: [
                "CMalloc", "Dialects", "HTTPWebSocket", "PrometheusMetrics", "ServerAccess", "SessionRuntime",
                "Spelling", "TranscriptJournal", "Transcription", "WireText",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Page")]
        ),
        .target(
            name: "StenoClient",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ]
        ),
        .target(
            name: "LoadTest",
            dependencies: [
                "AudioInput", "StenoClient", "VoiceActivity",
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .executableTarget(
            name: "steno",
            dependencies: [
                "AudioInput", "CCurl", "CYAML", "HTTPWebSocket", "LoadTest", "ModelStore", "ServerAccess",
                "SessionRuntime", "SpeakerLabels", "Spelling", "StenoClient", "StenoServer", "TranscriptJournal",
                "Transcription", "VoiceActivity", "Whisper",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),

        // Measuring the engine; not installed.
        .executableTarget(
            name: "engine-benchmark",
            dependencies: [
                "AudioInput", "Transcription", "VoiceActivity", "Whisper",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Engine"
        ),

        // Tests.
        .target(
            name: "StenoTesting",
            dependencies: ["AudioInput", "ModelStore", "Transcription"]
        ),
        .target(
            name: "HTTPTesting",
            dependencies: [
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(name: "AudioInputTests", dependencies: ["AudioInput", "CSndFile", "StenoTesting"]),
        .testTarget(name: "WeightsTests", dependencies: ["Weights"]),
        .testTarget(
            name: "VoiceActivityTests", dependencies: ["StenoTesting", "Transcription", "VoiceActivity", "Weights"],
            resources: [.copy("Reference")]),
        .testTarget(
            name: "WhisperTests",
            dependencies: [
                "CKernels", "LoadTest", "StenoTesting", "Transcription", "VoiceActivity", "Weights", "Whisper",
            ],
            resources: [.copy("Reference")]),
        .testTarget(
            name: "SpeakerLabelsTests", dependencies: ["CKernels", "ModelStore", "SpeakerLabels", "StenoTesting"],
            resources: [.copy("Reference")]),
        .testTarget(name: "SpellingTests", dependencies: ["Spelling"]),
        .testTarget(name: "TranscriptionTests", dependencies: ["Transcription", "StenoTesting", "VoiceActivity"]),
        .testTarget(
            name: "StenoKitTests",
            dependencies: ["ModelStore", "StenoKit", "StenoTesting", "Transcription"]
        ),
        .testTarget(
            name: "ModelStoreTests",
            dependencies: [
                "CArchive", "ModelStore", "StenoTesting",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "StenoClientTests",
            dependencies: [
                "StenoClient",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "LoadTestTests",
            dependencies: [
                "AudioInput", "LoadTest", "StenoTesting", "VoiceActivity",
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "HTTPWebSocketTests",
            dependencies: [
                "HTTPTesting", "HTTPWebSocket", "StenoTesting",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "PrometheusMetricsTests",
            dependencies: ["PrometheusMetrics", .product(name: "CoreMetrics", package: "swift-metrics")]
        ),
        .testTarget(
            name: "TranscriptJournalTests",
            dependencies: [
                "Transcription", "TranscriptJournal", .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "SessionRuntimeTests",
            dependencies: [
                "AudioInput", "SessionRuntime", "Transcription",
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "StenoServerTests",
            dependencies: [
                "AudioInput", "Dialects", "HTTPTesting", "HTTPWebSocket", "PrometheusMetrics", "ServerAccess",
                "SessionRuntime", "StenoServer", "StenoTesting", "TranscriptJournal", "Transcription", "VoiceActivity",
                "WireText",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "StenoCommandTests",
            dependencies: [
                "AudioInput", "LoadTest", "ModelStore", "SpeakerLabels", "StenoClient", "Transcription", "Whisper",
                "steno",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "AudioInput", "ModelStore", "StenoClient", "StenoTesting", "steno",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// Fuzzing (scripts/fuzz) is a build of its own: what takes bytes from strangers is compiled to tell the fuzzer its way.
if Context.environment["STENO_FUZZ"] != nil {
    // Times are measured (scripts/fuzz TARGET --cost) of what is compiled as ever.
    let coverage: SwiftSetting = .unsafeFlags(["-sanitize=fuzzer"])
    let instrumented = [
        "AudioInput", "Dialects", "HTTPWebSocket", "ServerAccess", "SessionRuntime", "StenoServer", "Weights",
        "WireText",
    ]
    for target in package.targets where instrumented.contains(target.name) {
        if Context.environment["STENO_FUZZ"] != "cost" { target.swiftSettings = [coverage] }
    }
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Fuzz/CFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "AudioInput", "CFuzzer", "Dialects", "HTTPWebSocket", "ServerAccess", "SessionRuntime", "StenoServer",
                "StenoTesting", "Transcription", "Weights", "Whisper", "WireText",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            path: "Fuzz/Program", linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
    ]
}

// One place for every target's settings.
for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .treatAllWarnings(as: .error),
        ]
}
