// SPDX-License-Identifier: Apache-2.0

import Crypto
import SessionRuntime
import WireText

/// The model that is served, as Deepgram's answers tell of it.
struct DeepgramModel: Sendable, Equatable {
    /// A UUID, the same for the same name.
    let uuid: String
    /// Its name, version and kind.
    let info: JSONValue

    init(_ model: ServedModel) {
        var bytes = Array(SHA256.hash(data: Array("steno \(model.name)".utf8)).prefix(16))
        // Version 8 of RFC 9562: made by a rule of one's own.
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Hexadecimal.encode(bytes)
        self.uuid = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
            .map { String(digits.dropFirst($0.lowerBound).prefix($0.count)) }.joined(separator: "-")
        self.info = [
            "name": .text(model.name), "version": .text(model.computeType ?? "latest"), "arch": "whisper",
        ]
    }
}
