// SPDX-License-Identifier: Apache-2.0

import Crypto
import HTTPWebSocket
import NIOCore
import SessionRuntime
import Transcription
import VoiceActivity
import WireText

/// Deepgram's live interface. A plain value.
///
/// Its session is its connection: it starts before there is any audio, and ends with a summary.
struct DeepgramDialect: SocketDialect {
    static let longestSilence: (duration: Duration, fault: SessionFault)? = (.seconds(10), DeepgramFault.timeout)

    private let id: String
    private let options: DeepgramOptions
    private let model: DeepgramModel
    private let created: String
    private var channels: [DeepgramChannel]
    /// How much audio each channel's transcription has, in samples of 16 kHz.
    private var positions: [Int]
    private var digest = SHA256()
    private var warnings: [String] = []
    private var isEnding = false

    /// - Parameters:
    ///   - id: the request's.
    ///   - options: what its query asks for.
    ///   - created: when it was made, as RFC 3339 has it.
    init(id: String, options: DeepgramOptions, model: DeepgramModel, created: String) {
        self.id = id
        self.options = options
        self.model = model
        self.created = created
        self.channels = options.channelStates
        self.positions = Array(repeating: 0, count: self.channels.count)
    }

    static func fault(_ error: any Error) -> SessionFault { DeepgramFault.make(error) }

    mutating func connected() -> [SocketAction] { [.start(self.options.format, self.options.live)] }

    mutating func rejected(_ rejection: Rejection) -> [SocketAction] {
        [.close(WebSocketClose(.tryAgainLater, reason: rejection.message))]
    }

    mutating func receive(_ message: WebSocketMessage) -> [SocketAction] {
        guard !self.isEnding else { return [] }
        switch message {
        case .binary(let bytes) where bytes.readableBytes > 0:
            self.digest.update(data: bytes.readableBytesView)
            return [.audio(bytes)]
        case .binary: return self.finish()
        case .text(let text): return self.handle(text)
        }
    }

    mutating func receive(_ event: TranscriptEvent, channel: Int) -> [SocketAction] {
        self.emit(self.channels[channel].receive(event))
    }

    mutating func receive(_ progress: AudioProgress, channel: Int) -> [SocketAction] {
        switch progress {
        case .appending(let position):
            self.positions[channel] = position
            // By now all that is due to the audio before was emitted, unless it came faster than it was spoken.
            return self.emit(self.channels[channel].heard(to: position))
        case .flushing(let position):
            self.positions[channel] = position
            self.channels[channel].finalize(at: position)
        case .finishing(let position):
            self.positions[channel] = position
            self.channels[channel].close(at: position)
        }
        return []
    }

    mutating func warned(_ warning: String) -> [SocketAction] {
        // The newest has it all.
        self.warnings = [warning]
        return []
    }

    mutating func ended(_ fault: SessionFault?) -> [SocketAction] {
        var messages = self.channels.indices.flatMap { self.channels[$0].heard(to: self.positions[$0]) }
        if fault?.code != .invalidAudio, fault?.code != .internalError {
            messages.append(
                .metadata(
                    sha256: Hexadecimal.encode(self.digest.finalize()), created: self.created,
                    duration: self.positions.max() ?? 0, channels: self.options.channels, warnings: self.warnings))
        }
        return self.emit(messages) + [.close(fault.map(DeepgramFault.close))]
    }

    private mutating func handle(_ text: String) -> [SocketAction] {
        do throws(DeepgramClientMessage.Fault) {
            switch try DeepgramClientMessage(text) {
            case .keepAlive: return []
            case .finalize(let channel): return [.flush(channel: channel)]
            case .closeStream: return self.finish()
            case .configure(nil): return self.emit([.configureFailure])
            case .configure(let keyterms?):
                return [.expect(try? HotWords.make(keyterms))]
                    + self.emit([.configureSuccess(keyterms: keyterms.map(\.text))])
            }
        } catch {
            return self.emit([.schemaError(error.description)])
        }
    }

    private mutating func finish() -> [SocketAction] {
        self.isEnding = true
        return [.finish]
    }

    private func emit(_ messages: [DeepgramMessage]) -> [SocketAction] {
        messages.map { .emit($0.json(request: self.id, model: self.model)) }
    }
}

extension DeepgramOptions {
    /// The audio of a live session.
    fileprivate var format: AudioFormat {
        AudioFormat(
            self.encoding, sampleRate: self.sampleRate, channels: self.channels, isMultichannel: self.isMultichannel,
            isChecked: false)
    }

    /// The channels of a live session, when it starts.
    fileprivate var channelStates: [DeepgramChannel] {
        let endpointer = self.live.endpointer
        let wishes = DeepgramChannel.Wishes(
            interimResults: self.interimResults, tellsSpeech: self.tellsSpeech, tellsEndpoints: self.tellsEndpoints,
            tellsLanguage: self.language.code == nil, search: self.search,
            utteranceEnd: self.utteranceEnd.map { Endpointer.Settings.samples(milliseconds: Double($0)) },
            noticeDelay: endpointer.silence - endpointer.paddingAfter,
            announceDelay: endpointer.minimumSpeech + VoiceActivityModel.windowSize)
        return (0..<self.transcripts).map {
            DeepgramChannel(channel: DeepgramChannelIndex(index: $0, count: self.transcripts), wishes: wishes)
        }
    }
}
