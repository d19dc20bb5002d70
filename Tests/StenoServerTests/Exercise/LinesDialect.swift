// SPDX-License-Identifier: Apache-2.0

import AudioInput
import HTTPWebSocket
import Transcription

@testable import Dialects
@testable import SessionRuntime

/// The least that a dialect can be: samples come in binary messages, and each final goes out as a line of text.
struct LinesDialect: SocketDialect {
    typealias Action = DialectAction<String, WebSocketClose>

    static func text(_ line: String) -> String { line }

    mutating func connected() -> [Action] { [.start(AudioFormat(.f32), SessionConfiguration())] }

    mutating func receive(_ message: WebSocketMessage) -> [Action] {
        switch message {
        case .binary(let bytes): [.audio(bytes)]
        case .text: [.finish]
        }
    }

    mutating func rejected(_ rejection: Rejection) -> [Action] { [.emit(rejection.message), .close(nil)] }

    mutating func receive(_ event: TranscriptEvent, channel: Int) -> [Action] {
        if case .final(let final) = event { [.emit(final.text)] } else { [] }
    }

    mutating func ended(_ fault: SessionFault?) -> [Action] {
        (fault.map { [.emit($0.message)] } ?? []) + [.close(nil)]
    }
}
