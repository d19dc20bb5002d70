// SPDX-License-Identifier: Apache-2.0

import HTTPWebSocket
import NIOCore
import Transcription

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// Text messages of a client of Vosk and of one of WhisperLive, one a line.
enum DialectTarget: FuzzTarget {
    static let name = "dialects"
    private static let model = ServedModel(name: "base", languages: ["en", "de", "fr"])

    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        self.run(input)
        return self.worth(ofLines: input)
    }

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        var vosk = VoskDialect()
        var whisperLive = WhisperLiveDialect(model: Self.model)
        for line in input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            // An empty line stands for audio.
            let message =
                line.isEmpty ? .binary(ByteBuffer()) : WebSocketMessage.text(String(decoding: line, as: UTF8.self))
            Self.check(vosk.receive(message))
            Self.check(whisperLive.receive(message))
        }
        Self.check(vosk.ended(nil))
        Self.check(whisperLive.ended(nil))
    }

    private static func check(_ actions: [SocketAction]) {
        for action in actions {
            switch action {
            case .emit(let message):
                guard let json = try? message.json() else { preconditionFailure("no JSON") }
                precondition(json.utf8.count < 20_000, "an answer of \(json.utf8.count) bytes")
            case .start(let format, let configuration):
                precondition((try? configuration.validate()) != nil && (try? SessionAudio(format)) != nil)
            case .close(let close): precondition(close?.code?.isAllowedInFrame != false)
            case .resume, .audio, .flush, .checkpoint, .restart, .expect, .finish, .fail: break
            }
        }
    }
}
