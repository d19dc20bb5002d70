import ArgumentParser

/// Measurements of the engine without sockets, for those who change it.
@main
struct EngineBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine-benchmark",
        abstract: "Measure Steno's engine without sockets.",
        subcommands: [StreamingBenchmark.self])
}
