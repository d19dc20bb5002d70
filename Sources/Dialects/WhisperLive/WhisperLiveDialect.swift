// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import NIOCore
import SessionRuntime
import Transcription
import WireText

/// The protocol of WhisperLive, version 0.10. A plain value.
///
/// The client's first message says who it is and what it wants; each message to it repeats who it is, or the client ignores it.
struct WhisperLiveDialect: SocketDialect {
    /// Its clients wait for a last text before they say that they are done, without sending any more audio.
    static let longestPause: Duration? = .seconds(2)

    private static let endOfAudio = "END_OF_AUDIO"
    /// Of a client, in bytes: each message to it repeats its name.
    private static let longestName = 1_000
    private static let noWish = #"The first message must be JSON with "uid" and settings."#

    private let model: ServedModel
    private var options: WhisperLiveOptions?
    private var segments = WhisperLiveSegments(limit: 0)
    private var isLanguageTold = false
    private var isEnding = false

    /// - Parameter model: what the server offers.
    init(model: ServedModel) {
        self.model = model
    }

    mutating func receive(_ message: WebSocketMessage) -> [SocketAction] {
        guard !self.isEnding else { return [] }
        guard self.options != nil else { return self.open(message) }
        switch message {
        case .text(let text) where text.utf8.elementsEqual(Self.endOfAudio.utf8): return self.finish()
        case .binary(let bytes) where bytes.readableBytesView.elementsEqual(Self.endOfAudio.utf8): return self.finish()
        case .binary(let bytes): return [.audio(bytes)]
        case .text(let text): return self.change(text)
        }
    }

    mutating func started() -> [SocketAction] {
        // Its own client collects transcripts of this backend only.
        self.message(["message": "SERVER_READY", "backend": "faster_whisper"])
            + (self.options?.warnings ?? []).flatMap { self.message(["status": "WARNING", "message": .text($0)]) }
    }

    mutating func rejected(_ rejection: Rejection) -> [SocketAction] {
        let minutes = (rejection.retryAfter ?? .seconds(60)) / .seconds(60)
        return self.message(["status": "WAIT", "message": .number(minutes)]) + [.close(nil)]
    }

    mutating func receive(_ event: TranscriptEvent, channel: Int = 0) -> [SocketAction] {
        guard let list = self.segments.receive(event) else { return [] }
        return self.tellLanguage(event) + self.message(["segments": .list(list)])
    }

    mutating func ended(_ error: SessionFault?) -> [SocketAction] {
        guard let error else { return [.close(nil)] }
        switch error.code {
        case .sessionExpired, .idleTimeout: return self.message(["message": "DISCONNECT"]) + [.close(nil)]
        // Only the check for floats names a parameter that there is not here.
        case .wrongEncoding where error.message.contains("?encoding="):
            return self.fail(
                SessionFault(
                    .wrongEncoding, "The audio is not 32-bit float. Say in audio_format that it is int16 or uint8."))
        default: return self.fail(error)
        }
    }

    private mutating func open(_ message: WebSocketMessage) -> [SocketAction] {
        let wish: JSONValue
        do throws(JSONError) {
            guard case .text(let text) = message else { throw .malformed }
            wish = try JSONValue(parsing: text)
        } catch {
            return self.reject(error == .malformed ? Self.noWish : "\(error)")
        }
        guard let uid = wish["uid"],
            uid.number != nil || (1...Self.longestName).contains(uid.text?.utf8.count ?? 0)
        else { return self.reject(Self.noWish) }
        var options = WhisperLiveOptions(uid: uid)
        do throws(SessionFault) {
            try options.apply(wish, model: self.model)
            self.options = options
        } catch {
            self.options = options
            return self.fail(error)
        }
        self.segments = WhisperLiveSegments(limit: options.segments, tellsWords: options.configuration.wordTimes)
        return [.start(options.format, options.configuration)]
    }

    /// Takes other words to expect. Nothing else can be changed, and nothing else is known; newer clients may say more.
    private mutating func change(_ text: String) -> [SocketAction] {
        guard let wish = try? JSONValue(parsing: text), let words = wish["hotwords"] else { return [] }
        do throws(SessionFault) { return [.expect(try WhisperLiveOptions.hotWords(words))] } catch {
            return self.message(["status": "WARNING", "message": .text(error.message)])
        }
    }

    /// For a client that did not say who it is: it would ignore every message.
    private mutating func reject(_ reason: String) -> [SocketAction] {
        self.isEnding = true
        return [.close(WebSocketClose(.unsupportedData, reason: reason))]
    }

    private mutating func finish() -> [SocketAction] {
        self.isEnding = true
        return [.finish]
    }

    private mutating func fail(_ error: SessionFault) -> [SocketAction] {
        self.isEnding = true
        return self.message(["status": "ERROR", "message": .text(error.message)])
            + [.close(WebSocketClose(error.closeCode, reason: error.message))]
    }

    /// Tells which language was detected, once.
    private mutating func tellLanguage(_ event: TranscriptEvent) -> [SocketAction] {
        guard !self.isLanguageTold, self.options?.configuration.language == nil else { return [] }
        var fields: [String: JSONValue] = [:]
        switch event {
        case .partial(let partial): fields["language"] = .text(partial.language)
        case .final(let final):
            fields["language"] = .text(final.language)
            fields["language_prob"] = final.languageProbability.map(JSONValue.probability)
        default: return []
        }
        self.isLanguageTold = true
        return self.message(fields)
    }

    /// A message to a client that said who it is.
    private func message(_ fields: [String: JSONValue]) -> [SocketAction] {
        guard let uid = self.options?.uid else { return [] }
        return [.emit(.object(fields.merging(["uid": uid]) { $1 }))]
    }
}
