// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "subtitles",
    dependencies: [.package(name: "steno", path: "../..")],
    targets: [
        .executableTarget(
            name: "subtitles",
            dependencies: [
                .product(name: "StenoKit", package: "steno"),
                .product(name: "Transcription", package: "steno"),
            ])
    ]
)
