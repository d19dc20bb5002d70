// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HTTPWebSocket
import Logging
import ModelStore
import ServerAccess
import SessionRuntime
import StenoServer
import TranscriptJournal
import Transcription
import Whisper

/// `steno serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve live transcription over WebSockets, and a page to try it.",
        discussion: """
            steno serve
            steno serve --model small --host 0.0.0.0 --port 8080 --keys keys.json
            steno serve --port 0 --log-level warning
            steno serve --keys keys.json --tls-certificate fullchain.pem --tls-key privkey.pem
            STENO_PORT=8080 steno serve --config /etc/steno.yaml

            Without keys it listens on this machine only, unless --allow-anonymous is given.

            Prints the address to open once it is ready. After SIGINT or SIGTERM, sessions send their last texts first.
            """
    )

    @Option(help: "The address to listen on; localhost is 127.0.0.1 and ::1, 0.0.0.0 every IPv4 address.")
    var host = ServerSettings.loopback

    @Option(help: "The port; 0 for any free one.")
    var port = 8765

    @OptionGroup var modelOptions: ModelOptions

    @OptionGroup var tlsOptions: TLSOptions

    @Option(help: "Jobs at a time; by default as many as the cores allow.")
    var workers: Int?

    @Option(help: "Seconds of a client's silence after which it is pinged; less than proxies wait.")
    var pingInterval = 25.0

    @OptionGroup var logOptions: LogOptions

    @OptionGroup var configurationOptions: ConfigurationOptions

    @Option(
        help: ArgumentHelp(
            "Seconds to let sessions finish after SIGINT or SIGTERM.", valueName: "seconds"))
    var shutdownGrace = 30.0

    @OptionGroup(title: "Other dialects") var portOptions: PortOptions
    @OptionGroup(title: "Access") var access: AccessOptions
    @OptionGroup(title: "Limits") var limits: LimitOptions
    @OptionGroup(title: "Resuming") var resumeOptions: ResumeOptions
    @OptionGroup(title: "Transcripts") var journalOptions: JournalOptions

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port takes a number from 0 to 65535.") }
        guard (1...1_024).contains(workers ?? 1) else {
            throw ValidationError("--workers takes a number from 1 to 1024.")
        }
        guard (0.1...3_600).contains(pingInterval) else {
            throw ValidationError("--ping-interval takes a number from 0.1 to 3600.")
        }
        guard (0...3_600).contains(shutdownGrace) else {
            throw ValidationError("--shutdown-grace takes a number of seconds from 0 to 3600.")
        }
    }

    func run() async throws {
        // What is wrong with the keys is reported before the model is loaded.
        let access = try access.settings()
        try ServerSettings(
            host: host, dialectPorts: portOptions.ports, wyomingClients: portOptions.wyomingAllow, access: access
        ).validate()
        let store = ModelStore(environment: Environment.variables)
        let logger = Log.logger("steno", level: logOptions.logLevel, format: logOptions.logFormat)
        let certificate = try tlsOptions.certificate()
        try await ServerSettings(host: host, port: port, dialectPorts: portOptions.ports).checkAddress()
        FileDescriptors.raiseLimit()
        let threads = modelOptions.threads
        let workers = workers ?? max(1, Processor.count / (threads ?? 1))
        // Before the model is loaded, which takes longer.
        let journal = try journalOptions.open(logger: logger)
        let clock = ContinuousClock()
        let start = clock.now
        let engine = try Engine(
            model: modelOptions.model, in: store, computeType: modelOptions.computeType,
            beamSize: modelOptions.beamSize, threads: threads,
            workers: workers, logger: logger)
        defer { engine.pool.shutdown() }
        logger.info(
            "model loaded",
            metadata: [
                "model": "\(engine.name)", "seconds": "\(Seconds.text(clock.now - start))", "workers": "\(workers)",
                "threads": "\(threads.map(String.init) ?? "shared")", "compute": "\(engine.model.computeType.rawValue)",
            ])
        try await application(engine, store, access, certificate, journal, logger).runUntilSignal()
    }

    private func application(
        _ engine: Engine, _ store: ModelStore, _ access: AccessSettings, _ certificate: ServerCertificate?,
        _ journal: Journal?, _ logger: Logger
    ) throws -> StenoApplication {
        let sample = try store.catalog.item(named: Catalog.sampleRecordingName)
        var webSocket = limits.webSocket
        webSocket.pingInterval = .seconds(pingInterval)
        webSocket.shutdownGrace = .seconds(shutdownGrace)
        let settings = ServerSettings(
            host: host, port: port, dialectPorts: portOptions.ports, wyomingClients: portOptions.wyomingAllow,
            webSocket: webSocket, access: access,
            limits: limits.settings,
            resumption: resumeOptions.settings,
            samplePath: store.isInstalled(sample) ? store.location(of: sample) : nil, logTexts: logOptions.logTexts)
        let model = ServedModel(
            name: engine.name, languages: engine.model.languages, computeType: engine.model.computeType.rawValue)
        let (voiceActivity, pool) = (engine.voiceActivity, engine.pool)
        return StenoApplication(
            settings: settings, model: model, certificate: certificate, logger: logger, journal: journal,
            onListening: { [host] port in
                let scheme = certificate == nil ? "http" : "https"
                let address = Self.address(scheme: scheme, host: host, port: port)
                Terminal.standardOutput.announce("Steno is listening: open \(address)")
            },
            onDialectListening: { [host] dialect, port in
                let address = Self.address(
                    scheme: dialect.scheme(isEncrypted: certificate != nil), host: host, port: port)
                Terminal.standardOutput.announce("\(dialect.name) clients connect to \(address)")
            },
            statistics: { pool.statistics },
            checkLoad: { () throws(InferenceError) in try pool.admitSession() },
            makeSession: { configuration, id in
                try TranscriptionSession(id: id, configuration: configuration, voiceActivity: voiceActivity, pool: pool)
            })
    }

    /// The address to open in a browser on this machine.
    static func address(scheme: String = "http", host: String, port: Int) -> String {
        switch host {
        case "0.0.0.0", ServerSettings.loopback: "\(scheme)://127.0.0.1:\(port)"
        case "::": "\(scheme)://[::1]:\(port)"
        case _ where host.contains(":"): "\(scheme)://[\(host)]:\(port)"
        default: "\(scheme)://\(host):\(port)"
        }
    }
}
