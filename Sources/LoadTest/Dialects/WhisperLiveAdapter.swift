// SPDX-License-Identifier: Apache-2.0

internal import AudioInput

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The protocol of WhisperLive: <https://github.com/collabora/WhisperLive>
struct WhisperLiveAdapter: DialectAdapter {
    let target: LoadTarget

    let encoding = SampleEncoding.f32
    let path = "/"
    let readiness = Readiness.required
    // Its own client waits 15 s; the server looks at new audio far more often.
    let settlingTime = 3.0
    let flush: DialectMessage? = nil
    let ending = DialectMessage.binary(Array("END_OF_AUDIO".utf8))
    let closesInOrder = false
    let parameters: [(name: String, value: String)] = []

    var headers: [(name: String, value: String)] {
        target.key.map { [("Authorization", "Bearer \($0)")] } ?? []
    }

    func greeting(stream: Int) -> DialectMessage? {
        let greeting = Greeting(
            uid: "bench-\(stream)", language: target.language, task: "transcribe", model: target.model ?? "base",
            useVAD: true)
        let json = (try? JSONEncoder().encode(greeting)).map { String(decoding: $0, as: UTF8.self) }
        return .text(json ?? "{}")
    }

    func makeReader() -> any DialectReader { WhisperLiveReader() }

    private struct Greeting: Encodable {
        var uid: String
        var language: String?
        var task: String
        var model: String
        var useVAD: Bool

        private enum CodingKeys: String, CodingKey {
            case uid, language, task, model
            case useVAD = "use_vad"
        }
    }
}
