import ArgumentParser

/// Measures the engine without a server around it.
@main
struct EngineBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine-benchmark", abstract: "Measures the engine without a server around it.",
        subcommands: [Kernels.self, Transcripts.self])
}
