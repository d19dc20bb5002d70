// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Transcription

@testable import Whisper

/// A prompt, and a text that is tokenized however long it is.
enum PromptTarget: FuzzTarget {
    static let name = "prompt"

    private static let tokenizer: Tokenizer = {
        do {
            return try Tokenizer(path: Fixtures.model("base") + "/tokenizer.json")
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        let text = String(decoding: input, as: UTF8.self)
        precondition(self.tokenizer.decode(self.tokenizer.encode(text)) == text)
        precondition((Prompt(text)?.text.utf8.count ?? 0) <= Prompt.longest)
        let lines = text.split(separator: "\n").map(String.init)
        precondition((Prompt(joining: lines, separator: ", ")?.text.utf8.count ?? 0) <= Prompt.longest)
    }

    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        _ = self.tokenizer.encode(String(decoding: input, as: UTF8.self))
        return input.count
    }
}
