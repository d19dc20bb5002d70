import NIOCore
import Transcription

/// Hands a session's audio to its transcriptions, one for each channel that has its own, and reports how far it is before each step.
struct SessionFeed: ~Copyable {
    private let format: AudioFormat
    private let transcriptions: [any TranscribingSession]
    private let report: @Sendable (AudioProgress, _ channel: Int) -> Void
    private var audio: SessionAudio?
    private var pace: AudioPacer
    /// Samples that each transcription was handed.
    private var positions: [Int]

    /// - Parameters:
    ///   - longest: how much audio each transcription takes; nil for no limit.
    ///   - report: called before each step.
    init(
        _ format: AudioFormat, to transcriptions: [any TranscribingSession], meter: SessionRecorder, speed: Double?,
        longest: Duration?, report: @escaping @Sendable (AudioProgress, _ channel: Int) -> Void
    ) {
        self.format = format
        self.transcriptions = transcriptions
        self.report = report
        self.pace = AudioPacer(meter: meter, speed: speed, longest: longest.map { $0 * transcriptions.count })
        self.positions = Array(repeating: 0, count: transcriptions.count)
    }

    /// Makes a decoder for what comes.
    /// - Throws: `AudioInputError` if there is none for the format.
    mutating func begin() throws { self.audio = try SessionAudio(self.format) }

    /// Decodes audio and hands it on.
    /// - Throws: `AudioInputError`, and as ``AudioPacer/append(_:to:)``.
    mutating func append(_ bytes: ByteBuffer) async throws {
        try self.audio?.append(bytes)
        try await self.handOn()
    }

    /// Makes final what was handed on.
    /// - Parameter channel: of which transcription; nil for all.
    func flush(channel: Int?) async {
        for index in self.positions.indices where channel == nil || channel == index {
            self.report(.flushing(at: self.positions[index]), index)
            await self.transcriptions[index].flush()
        }
    }

    /// Hands on what the decoder still holds.
    /// - Throws: as ``append(_:)``.
    mutating func drain() async throws {
        try self.audio?.finish()
        try await self.handOn()
    }

    /// Makes final what was handed on, and ends the transcriptions.
    func finish() async {
        for (index, position) in self.positions.enumerated() { self.report(.finishing(at: position), index) }
        for transcription in self.transcriptions { await transcription.finish() }
    }

    /// What is wrong with the audio, once.
    mutating func takeWarning() -> String? { self.audio?.takeWarning() }

    private mutating func handOn() async throws {
        for index in self.positions.indices {
            while let samples = try self.audio?.next(channel: index) {
                self.report(.appending(at: self.positions[index]), index)
                try await self.pace.append(samples, to: self.transcriptions[index])
                self.positions[index] += samples.count
            }
        }
    }
}
