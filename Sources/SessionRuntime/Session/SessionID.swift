// SPDX-License-Identifier: Apache-2.0

/// Names of sessions.
package enum SessionID {
    /// 64 random bits in hexadecimal.
    package static func make() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The name of the transcription of a channel.
    package static func name(_ id: String, channel: Int) -> String { channel == 0 ? id : "\(id)-\(channel + 1)" }
}
