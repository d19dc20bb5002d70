// SPDX-License-Identifier: Apache-2.0

import AudioInput
import NIOCore
import Transcription

/// Hands a session's audio to its transcriptions, one for each channel that has its own, and reports how far it is before each step.
struct SessionFeed: ~Copyable {
    /// How many bytes of raw samples are decoded at once, about.
    private static let piece = 64 * 1024

    private var format: AudioFormat
    private var transcriptions: [any TranscribingSession] = []
    private let report: @Sendable (AudioProgress, _ channel: Int) -> Void
    private var audio: SessionAudio?
    /// Prepares hot words.
    private var expecting: Task<Void, Never>?
    private var pace: AudioPacer
    /// Samples that each transcription was handed.
    private var positions: [Int]

    /// - Parameters:
    ///   - longest: how much audio each channel has at most; nil for no limit.
    ///   - report: called before each step.
    init(
        _ format: AudioFormat, recorder: SessionRecorder, speed: Double?, longest: Duration?,
        report: @escaping @Sendable (AudioProgress, _ channel: Int) -> Void
    ) {
        self.format = format
        self.report = report
        self.pace = AudioPacer(recorder: recorder, speed: speed, longest: longest.map { $0 * format.transcriptions })
        self.positions = Array(repeating: 0, count: format.transcriptions)
    }

    deinit {
        self.expecting?.cancel()
    }

    /// Whether there are no transcriptions to hand anything to.
    var isIdle: Bool { self.transcriptions.isEmpty }

    /// Goes on with these transcriptions, one for each channel.
    mutating func begin(_ transcriptions: [any TranscribingSession]) {
        self.transcriptions = transcriptions
        self.positions = transcriptions.map { _ in 0 }
    }

    /// Decodes audio and hands it on.
    /// - Throws: `AudioInputError`, and as ``AudioPacer/append(_:to:)``.
    mutating func append(_ bytes: ByteBuffer) async throws {
        if self.audio == nil { self.audio = try SessionAudio(self.format) }
        // Decoding many megabytes at once would hold up others that need the thread.
        var rest = bytes
        let piece = self.format.encoding.samples.map { self.format.channels * $0.bytesPerSample }
            .map { max(Self.piece / $0, 1) * $0 }
        while let piece, rest.readableBytes > piece, let bytes = rest.readSlice(length: piece) {
            try await self.handOn(bytes)
            await Task.yield()
        }
        try await self.handOn(rest)
    }

    /// Expects other hot words, once they are prepared: meanwhile audio goes on, and a newer list takes the place of one that waits.
    mutating func expect(_ hotWords: HotWords?) {
        let (former, transcriptions) = (self.expecting, self.transcriptions)
        former?.cancel()
        self.expecting = Task {
            await former?.value
            guard !Task.isCancelled else { return }
            for transcription in transcriptions { await transcription.expect(hotWords) }
        }
    }

    /// Makes final what was passed on.
    /// - Parameter channel: of which transcription; nil for all.
    func flush(channel: Int?) async {
        for index in self.positions.indices where channel == nil || channel == index {
            self.report(.flushing(at: self.positions[index]), index)
            if !self.isIdle { await self.transcriptions[index].flush() }
        }
    }

    /// Hands on what the decoder still holds, and decodes what comes in another format.
    /// - Throws: as ``append(_:)``.
    mutating func restart(_ format: AudioFormat) async throws {
        guard format != self.format else { return }
        try await self.drain()
        self.format = format
        self.audio = nil
    }

    /// Hands on what the decoder still holds.
    /// - Throws: as ``append(_:)``.
    mutating func drain() async throws {
        try self.audio?.finish()
        try await self.handOn()
    }

    /// Makes final what was passed on, and ends the transcriptions.
    mutating func finish() async {
        for (index, position) in self.positions.enumerated() { self.report(.finishing(at: position), index) }
        for transcription in self.transcriptions { await transcription.finish() }
        self.expecting?.cancel()
        self.transcriptions = []
    }

    /// What is wrong with the audio, once.
    mutating func takeWarning() -> String? { self.audio?.takeWarning() }

    private mutating func handOn(_ bytes: ByteBuffer) async throws {
        try self.audio?.append(bytes)
        try await self.handOn()
    }

    private mutating func handOn() async throws {
        for index in self.transcriptions.indices {
            while let samples = try self.audio?.next(channel: index) {
                self.report(.appending(at: self.positions[index]), index)
                try await self.pace.append(samples, to: self.transcriptions[index])
                self.positions[index] += samples.count
            }
        }
    }
}
