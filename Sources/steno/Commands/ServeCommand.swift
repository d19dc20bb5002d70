import ArgumentParser
import Logging
import ModelStore
import StenoServer
import Transcription
import Whisper

/// `steno serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve live transcription over WebSockets, and a page to try it.",
        discussion: """
            steno serve
            steno serve --model small --host 0.0.0.0 --port 8080
            steno serve --port 0 --log-level warning

            Prints the address to open once it is ready. SIGINT and SIGTERM let sessions send their last texts first.
            """
    )

    @Option(help: "The address to listen on; 0.0.0.0 for all of this machine.")
    var host = "127.0.0.1"

    @Option(help: "The port; 0 takes a free one.")
    var port = 8765

    @OptionGroup var modelOptions: ModelOptions

    @Option(help: "Jobs at a time; by default as many as there are cores for.")
    var workers: Int?

    @Option(help: "Sessions at a time.")
    var maxSessions = 1_000

    @OptionGroup var resumeOptions: ResumeOptions

    @OptionGroup var journalOptions: JournalOptions

    @Option(
        help: ArgumentHelp(
            "Seconds that sessions get for their last texts on SIGINT and SIGTERM.", valueName: "seconds"))
    var shutdownGrace = 30.0

    @Option(help: ArgumentHelp("\(Logger.Level.names).", valueName: "level"))
    var logLevel = Logger.Level.info

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port takes a number from 0 to 65535.") }
        guard (1...1_024).contains(workers ?? 1) else {
            throw ValidationError("--workers takes a number from 1 to 1024.")
        }
        guard (0...3_600).contains(shutdownGrace) else {
            throw ValidationError("--shutdown-grace takes a number of seconds from 0 to 3600.")
        }
        guard maxSessions > 0 else { throw ValidationError("--max-sessions takes a number from 1.") }
    }

    func run() async throws {
        let store = ModelStore(environment: Environment.variables)
        let logger = Log.logger("steno", level: logLevel)
        let threads = modelOptions.threads ?? 1
        let workers = workers ?? max(1, Processor.count / threads)
        // Before the model is loaded, which takes longer.
        let journal = try journalOptions.open(logger: logger)
        let clock = ContinuousClock()
        let start = clock.now
        let engine = try Engine(
            model: modelOptions.model, in: store, computeType: modelOptions.computeType, threads: threads,
            workers: workers, logger: logger)
        defer { engine.pool.shutdown() }
        logger.info(
            "model loaded",
            metadata: [
                "model": "\(engine.name)", "seconds": "\(Seconds.text(clock.now - start))", "workers": "\(workers)",
                "threads": "\(threads)", "compute": "\(engine.model.computeType.rawValue)",
            ])
        try await application(engine, store, journal, logger).runUntilSignal()
    }

    private func application(
        _ engine: Engine, _ store: ModelStore, _ journal: Journal?, _ logger: Logger
    ) throws -> StenoApplication {
        let sample = try store.catalog.item(named: Catalog.sampleRecordingName)
        let settings = ServerSettings(
            host: host, port: port, webSocket: WebSocketSettings(shutdownGrace: .seconds(shutdownGrace)),
            maximumSessions: maxSessions, resumption: resumeOptions.settings,
            samplePath: store.isInstalled(sample) ? store.location(of: sample) : nil)
        let model = ServedModel(name: engine.name, languages: engine.model.languages)
        let (voiceActivity, pool) = (engine.voiceActivity, engine.pool)
        return StenoApplication(
            settings: settings, model: model, logger: logger, journal: journal,
            onListening: { [host] port in
                Terminal.standardOutput.writeLine("Steno is listening: open \(Self.address(host: host, port: port))")
            },
            checkLoad: { () throws(InferenceError) in try pool.admitSession() },
            makeSession: { configuration, id in
                try TranscriptionSession(id: id, configuration: configuration, voiceActivity: voiceActivity, pool: pool)
            })
    }

    /// The address to open in a browser on this machine.
    static func address(host: String, port: Int) -> String {
        switch host {
        case "0.0.0.0": "http://127.0.0.1:\(port)"
        case "::": "http://[::1]:\(port)"
        case _ where host.contains(":"): "http://[\(host)]:\(port)"
        default: "http://\(host):\(port)"
        }
    }
}
