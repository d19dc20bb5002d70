// SPDX-License-Identifier: Apache-2.0

import StenoTesting

/// Speech as bytes on the wire.
enum Audio {
    static let kennedy = [
        "and", "so", "my", "fellow", "americans", "ask", "not", "what", "your", "country", "can", "do", "for", "you",
        "ask",
        "what", "you", "can", "do", "for", "your", "country",
    ]

    /// Whether all of Kennedy's words are there, in order. An ending or two the model may mishear ("asked"), which depends on
    /// what it had heard when it was asked.
    static func isKennedy(_ words: [String]) -> Bool {
        words.count == kennedy.count && zip(words, kennedy).count { $0 != $1 } <= 2
    }

    /// A text as it is compared: whether the model hears a comma says nothing.
    static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && $0 != "'" }.map(String.init)
    }

    static func float32(_ name: String = "jfk.wav") throws -> [UInt8] {
        bytes(try Fixtures.samples(name))
    }

    static func bytes(_ samples: [Float]) -> [UInt8] {
        samples.withUnsafeBytes { Array($0) }
    }

    static func int16(_ samples: [Float]) -> [UInt8] {
        samples.map { Int16(max(-32_768, min(32_767, $0 * 32_768))) }.withUnsafeBytes { Array($0) }
    }
}
