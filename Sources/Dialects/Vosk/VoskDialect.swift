// SPDX-License-Identifier: Apache-2.0

import AudioInput
import HTTPWebSocket
import NIOCore
import SessionRuntime
import Transcription
import WireText

/// The WebSocket protocol of vosk-server. A plain value.
///
/// Clients send and receive in turn, so each message of audio, `eof` and `reset` has exactly one reply. That of audio is what
/// is known by then: a final that was not told yet, else the latest partial.
struct VoskDialect: SocketDialect {
    /// What waits for the transcription to tell all.
    private enum Command {
        case reset, end
    }

    /// In bytes: a list of phrases may be long.
    private static let longestCommand = 256 * 1024

    private var format = AudioFormat(.s16, sampleRate: 8_000)
    private var configuration = SessionConfiguration(wordTimes: true)
    private var results = VoskResults()
    private var hasBegun = false
    private var commands = CircularBuffer<Command>()

    mutating func receive(_ message: WebSocketMessage) -> [SocketAction] {
        // A client that has announced the end gets the rest, and no more.
        if self.isEnding { return [] }
        switch message {
        case .binary(let bytes):
            // Some clients send all their messages as binary ones.
            if let command = Self.command(bytes) { return self.receive(.text(command)) }
            let beginning: [SocketAction] = self.hasBegun ? [] : [.start(self.format, self.configuration)]
            self.hasBegun = true
            return beginning + [.audio(bytes), .emit(self.results.next())]
        case .text(let text):
            return self.obey(text)
        }
    }

    private mutating func obey(_ text: String) -> [SocketAction] {
        var remedy = #"Send audio in binary messages, {"config": {…}} or {"eof" : 1}."#
        do throws(JSONError) {
            let message = try JSONValue(parsing: text)
            if let config = message["config"] { return self.configure(config) }
            if message["eof"] != nil { return self.wait(.end) }
            if message["reset"] != nil { return self.wait(.reset) }
        } catch {
            if error != .malformed { remedy = "\(error)" }
        }
        return [.close(WebSocketClose(.unsupportedData, reason: remedy))]
    }

    mutating func rejected(_ rejection: Rejection) -> [SocketAction] {
        [.close(WebSocketClose(.tryAgainLater, reason: rejection.message))]
    }

    mutating func receive(_ event: TranscriptEvent, channel: Int = 0) -> [SocketAction] {
        self.results.receive(event)
        guard case .flushed = event, self.commands.first == .reset else { return [] }
        self.commands.removeFirst()
        return [.emit(self.results.rest())]
    }

    mutating func ended(_ error: SessionFault?) -> [SocketAction] {
        // The rest is sent, even unasked: nothing comes after it.
        let rest: [SocketAction] = self.isEnding || self.results.hasMore ? [.emit(self.results.rest())] : []
        guard let error else { return rest + [.close(nil)] }
        return rest + [.close(WebSocketClose(error.closeCode, reason: error.message))]
    }

    /// The command that a binary message is; nil for audio, which does not begin and end so.
    private static func command(_ bytes: ByteBuffer) -> String? {
        let view = bytes.readableBytesView
        guard view.count <= Self.longestCommand, view.first == UInt8(ascii: "{"),
            let message = try? JSONValue(parsing: String(buffer: bytes)),
            ["config", "eof", "reset"].contains(where: { message[$0] != nil })
        else { return nil }
        return String(buffer: bytes)
    }

    private var isEnding: Bool { self.commands.last == .end }

    private mutating func wait(_ command: Command) -> [SocketAction] {
        guard self.hasBegun else {
            let reply = SocketAction.emit(self.results.rest())
            return command == .end ? [reply, .close(nil)] : [reply]
        }
        self.commands.append(command)
        return [command == .end ? .finish : .flush(channel: nil)]
    }

    /// Takes settings, which have no reply. After the first audio only the phrases count.
    private mutating func configure(_ config: JSONValue) -> [SocketAction] {
        if let phrases = config["phrase_list"]?.list {
            do throws(HotWordsError) {
                // In brackets stands what is no word, such as [unk].
                let texts = phrases.compactMap(\.text).filter { $0.utf8.first != UInt8(ascii: "[") }
                self.configuration.hotWords = try HotWords.make(HotWord.list(plain: texts))
            } catch {
                // There are no messages for errors, and what was said so far is worth more than the list.
                return self.hasBegun ? [] : [.close(WebSocketClose(.unsupportedData, reason: "\(error)"))]
            }
            if self.hasBegun { return [.expect(self.configuration.hotWords)] }
        }
        guard !self.hasBegun else { return [] }
        if let alternatives = config["max_alternatives"]?.integer { self.results.tellsAlternatives = alternatives > 0 }
        if let words = config["words"].flatMap(Self.flag) { self.results.tellsWords = words }
        // How sure a text is, its words say.
        self.configuration.wordTimes = self.results.tellsWords || self.results.tellsAlternatives
        guard let rate = config["sample_rate"]?.number else { return [] }
        do throws(SessionFault) {
            self.format.declaredSampleRate = try Setting(name: "sample_rate", value: .number(rate)).sampleRate()
            return []
        } catch {
            return [.close(WebSocketClose(error.closeCode, reason: error.message))]
        }
    }

    private static func flag(_ value: JSONValue) -> Bool? {
        if case .flag(let flag) = value { flag } else { value.number.map { $0 != 0 } }
    }
}
