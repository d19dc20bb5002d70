// SPDX-License-Identifier: Apache-2.0

internal import AudioInput
internal import StenoClient

/// Steno's protocol, `docs/protocol.md`; also for simple servers that know its partials and finals only and take `s16` from the query.
struct StenoAdapter: DialectAdapter {
    let target: LoadTarget

    // Half the bytes of floats, and masking them is most of what the generator has to do.
    let encoding = SampleEncoding.s16
    let path = "/"
    let readiness = Readiness.announced(orAfter: 3)
    let settlingTime = 0.0
    let flush: DialectMessage? = .text(#"{"type":"flush"}"#)
    let ending = DialectMessage.text(#"{"type":"stop"}"#)
    let closesInOrder = true

    var parameters: [(name: String, value: String)] {
        let wanted = [("language", target.language), ("model", target.model)]
        return [("encoding", encoding.rawValue), ("sample_rate", "16000")]
            + wanted.compactMap { name, value in value.map { (name, $0) } }
    }

    var headers: [(name: String, value: String)] {
        target.key.map { [("Authorization", "Bearer \($0)")] } ?? []
    }

    func greeting(stream: Int) -> DialectMessage? { nil }
    func makeReader() -> any DialectReader { StenoReader() }
}

/// The messages of a Steno session.
struct StenoReader: DialectReader {
    func read(_ json: String) -> [ServerMessage] {
        switch try? StenoMessage(json: json) {
        case .ready: [.ready]
        case .partial(let text): [.partial(Self.text(text))]
        case .final(let text): [.final(Self.text(text))]
        case .error(_, let message): [.failure(message)]
        default: []
        }
    }

    func finish() -> [ServerMessage] { [] }

    private static func text(_ text: StenoMessage.Text) -> ServerMessage.Text {
        ServerMessage.Text(text.text, start: text.start, end: text.end, utterance: text.utterance)
    }
}
