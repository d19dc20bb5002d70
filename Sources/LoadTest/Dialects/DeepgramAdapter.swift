// SPDX-License-Identifier: Apache-2.0

internal import AudioInput

/// Deepgram's live transcription: <https://developers.deepgram.com/reference/speech-to-text/listen-streaming>
struct DeepgramAdapter: DialectAdapter {
    let target: LoadTarget

    let encoding = SampleEncoding.s16
    let path = "/v1/listen"
    let readiness = Readiness.immediate
    let settlingTime = 0.0
    let flush: DialectMessage? = .text(#"{"type":"Finalize"}"#)
    let ending = DialectMessage.text(#"{"type":"CloseStream"}"#)
    let closesInOrder = true

    var parameters: [(name: String, value: String)] {
        let wanted = [("language", target.language), ("model", target.model)]
        return [
            ("encoding", "linear16"), ("sample_rate", "16000"), ("channels", "1"), ("interim_results", "true"),
            ("endpointing", "500"),
        ] + wanted.compactMap { name, value in value.map { (name, $0) } }
    }

    var headers: [(name: String, value: String)] {
        target.key.map { [("Authorization", "Token \($0)")] } ?? []
    }

    func greeting(stream: Int) -> DialectMessage? { nil }
    func makeReader() -> any DialectReader { DeepgramReader() }
}
