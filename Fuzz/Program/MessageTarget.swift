// SPDX-License-Identifier: Apache-2.0

import Transcription

@testable import Dialects
@testable import SessionRuntime

/// Text messages of a Steno client, one a line, as they come before the first audio.
enum MessageTarget: FuzzTarget {
    static let name = "messages"
    private static let model = ServedModel(name: "base", languages: ["en", "de", "fr"], computeType: "int8")

    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        self.run(input)
        return self.worth(ofLines: input)
    }

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        var configuration = StenoConfiguration()
        for line in input.split(separator: UInt8(ascii: "\n")) {
            do {
                guard case .config(let parameters) = try StenoClientMessage(String(decoding: line, as: UTF8.self))
                else {
                    continue
                }
                try configuration.apply(parameters, model: Self.model)
                Self.check(configuration)
            } catch {
                Self.check(.error(error))
            }
        }
    }

    /// Whatever a client sends, the answers are short, and the session gets possible settings.
    static func check(_ configuration: StenoConfiguration) {
        Self.check(.ready(session: "0", model: Self.model.name, configuration))
        precondition(configuration.session.partialInterval > 0)
        precondition((try? SessionAudio(configuration.format)) != nil)
    }

    static func check(_ message: StenoServerMessage) {
        guard let json = try? message.json() else { preconditionFailure("no JSON") }
        precondition(json.utf8.count < 20_000, "an answer of \(json.utf8.count) bytes")
    }
}
