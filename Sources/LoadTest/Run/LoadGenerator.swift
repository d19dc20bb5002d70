// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Synchronization
public import VoiceActivity

/// Plays streams of speech to a server in real time and notes what it says.
public actor LoadGenerator {
    private let address: String
    private let adapter: any DialectAdapter
    private let settings: LoadSettings
    private let process: ServerProcess?
    private let format: FrameFormat
    private var library: SpeechLibrary
    private let current = Mutex((sender: FrameSender?.none, isStopped: false))

    /// A generator.
    ///
    /// - Parameters:
    ///   - target: the server.
    ///   - manifest: what to play.
    ///   - voiceActivity: finds the true ends of the recordings.
    ///   - process: the server's process, to watch its use of the machine.
    /// - Throws: ``LoadTestError`` if the address is none, or servers of the dialect cannot be asked to finish.
    public init(
        target: LoadTarget, settings: LoadSettings, manifest: SpeechManifest, voiceActivity: VoiceActivityModel,
        process: ServerProcess? = nil
    ) throws(LoadTestError) {
        adapter = target.adapter
        address = try LoadAddress.make(target.url, for: adapter)
        if settings.flushes, adapter.flush == nil {
            throw LoadTestError("Clients of \(target.dialect.rawValue) cannot ask for finals: leave --flush out.")
        }
        self.settings = settings
        self.process = process
        format = FrameFormat(encoding: adapter.encoding, duration: settings.frame)
        library = SpeechLibrary(manifest, voiceActivity: voiceActivity, format: format, pause: settings.pause)
    }

    /// Plays so many streams at once.
    ///
    /// - Parameter progress: told every half second how far it is.
    /// - Throws: ``LoadTestError`` if a recording cannot be used, or the server takes no stream at all.
    public func run(streams: Int, progress: @escaping @Sendable (LoadProgress) -> Void) async throws -> RunLog {
        let scripts = try (0..<streams).map { number throws(LoadTestError) in
            try StreamScript(
                from: &library, settings: settings, format: format, number: number)
        }
        let clock = RunClock()
        let sender = FrameSender(clock: clock, frameDuration: settings.frame)
        current.withLock { current in
            current.sender = sender
            if current.isStopped { sender.stop() }
        }
        let counters = LoadCounters()
        counters.update { counters in
            counters.streams = streams
            counters.expected =
                settings.ramp + (scripts.map(\.frameCount).max().map { Double($0) * settings.frame } ?? 0)
        }
        let used = Self.processorSeconds
        let sending = Task { await sender.run() }
        let watching = Task { [process] in await Self.watch(process, clock, counters, progress) }
        var log = RunLog(streams: await play(scripts, clock, sender, counters))
        sending.cancel()
        watching.cancel()
        log.server = await watching.value
        (log.sendDelays, log.stalledFrames) = sender.lateness
        log.generatorProcessorSeconds = Self.processorSeconds - used
        log.isInterrupted = sender.isStopped
        current.withLock { $0.sender = nil }
        try Self.check(log)
        return log
    }

    /// Ends the run that is on in order, and any other before it begins. What was measured so far stands.
    public nonisolated func stop() {
        current.withLock { current in
            current.isStopped = true
            current.sender?.stop()
        }
    }

    private func play(
        _ scripts: [StreamScript], _ clock: RunClock, _ sender: FrameSender, _ counters: LoadCounters
    ) async -> [StreamLog] {
        await withTaskGroup(of: (Int, StreamLog?).self) { group in
            for (number, script) in scripts.enumerated() {
                let session = LoadSession(
                    number: number, script: script, address: address, adapter: adapter,
                    start: settings.ramp * Double(number) / Double(scripts.count), clock: clock, sender: sender,
                    counters: counters)
                group.addTask { (number, await session.run()) }
            }
            var logs: [Int: StreamLog] = [:]
            for await (number, log) in group { logs[number] = log }
            return scripts.indices.compactMap { logs[$0] }
        }
    }

    /// Looks at the server's process and tells how far the run is, until it is cancelled.
    private static func watch(
        _ process: ServerProcess?, _ clock: RunClock, _ counters: LoadCounters,
        _ progress: @Sendable (LoadProgress) -> Void
    ) async -> [RunLog.ServerSample] {
        var samples: [RunLog.ServerSample] = []
        var isOver = false
        while !isOver {
            let now = clock.now
            if let sample = process?.sample(at: now) { samples.append(sample) }
            counters.update { $0.elapsed = now }
            progress(counters.progress)
            isOver = (try? await clock.sleep(until: now + 0.5)) == nil
        }
        if let sample = process?.sample(at: clock.now) { samples.append(sample) }
        return samples
    }

    private static func check(_ log: RunLog) throws(LoadTestError) {
        guard !log.streams.contains(where: \.isAdmitted), let stream = log.streams.first else { return }
        switch stream.outcome {
        case .refused(let reason), .failed(let reason):
            let sentence = reason.hasSuffix(".") ? String(reason.dropLast()) : reason
            throw LoadTestError(sentence.prefix(1).uppercased() + sentence.dropFirst())
        case .completed: return
        }
    }

    /// Processor time that this process has used.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
