// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Measurements of the engine without a server around it.
@main
struct EngineBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine-benchmark",
        abstract: "Measure Steno's engine without a server around it.",
        subcommands: [Kernels.self, StreamingBenchmark.self, WordsBenchmark.self])
}
