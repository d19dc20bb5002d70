// SPDX-License-Identifier: Apache-2.0

import Transcription

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// A query of a client of Deepgram's, and behind it its messages, one a line.
enum DeepgramTarget: FuzzTarget {
    static let name = "deepgram"
    private static let model = ServedModel(name: "base", languages: ["en", "de", "fr"])

    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        self.run(input)
        return self.worth(ofLines: input)
    }

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        var lines = input.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }[...]
        guard let query = lines.popFirst() else { return }
        do {
            let options = try DeepgramOptions(query: HTTPQuery.parse(query), model: Self.model)
            precondition((options.live.prompt?.text.utf8.count ?? 0) <= 2_000)
            try options.live.validate()
        } catch let error as DeepgramError {
            precondition("\(error)".utf8.count < 2_000)
        } catch {
            preconditionFailure("\(error)")
        }
        for line in lines { _ = try? DeepgramClientMessage(line) }
    }
}
