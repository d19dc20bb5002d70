// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HTTPWebSocket

/// Which of its two forms of the Realtime interface a client speaks.
enum RealtimeForm: Equatable, Sendable {
    case current
    /// As it was until May 2026.
    case beta

    /// What a client says of it in its handshake.
    init(_ head: HTTPRequest) {
        let header = head.headerFields[values: .openAIBeta].contains { $0.contains("realtime=v1") }
        let subprotocols = WebSocketHandshake.subprotocols(offeredBy: head)
        self = header || subprotocols.contains("openai-beta.realtime-v1") ? .beta : .current
    }
}

extension HTTPField.Name {
    fileprivate static let openAIBeta = HTTPField.Name("OpenAI-Beta")!
}
