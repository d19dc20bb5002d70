// SPDX-License-Identifier: Apache-2.0

import AudioInput
import SessionRuntime
import WireText

/// The samples of a Wyoming client, as each of its chunks says. A plain value.
struct WyomingAudioFormat: Equatable {
    /// The fields that say so.
    static let fields: Set<String> = ["rate", "width", "channels"]

    let encoding: AudioEncoding
    let rate: Int
    let channels: Int

    /// Reads `rate`, `width` in bytes and `channels`.
    /// - Throws: ``SessionFault`` for samples of another width.
    init(_ data: [String: JSONValue]) throws(SessionFault) {
        let width = try Self.number(data, "width") ?? 2
        switch width {
        case 1: self.encoding = .u8
        case 2: self.encoding = .s16
        case 4: self.encoding = .s32
        default:
            throw SessionFault(
                .unsupportedEncoding, "Samples of \(width) bytes are not supported. Send some of 1, 2 or 4.")
        }
        self.rate = try Self.number(data, "rate") ?? 16_000
        self.channels = try Self.number(data, "channels") ?? 1
    }

    private static func number(_ data: [String: JSONValue], _ name: String) throws(SessionFault) -> Int? {
        guard let value = data[name], value != .null else { return nil }
        guard let number = value.integer else {
            throw SessionFault(.invalidParameter, "\(name) is \(value.shown), which must be a whole number.")
        }
        return number
    }

    /// The same for a session.
    /// - Throws: ``SessionFault`` for a rate or a number of channels that is not supported.
    func checked() throws(SessionFault) -> AudioFormat {
        AudioFormat(
            self.encoding,
            sampleRate: try Setting(name: "sample_rate", value: .number(Double(self.rate))).sampleRate(),
            channels: try Setting(name: "channels", value: .number(Double(self.channels))).channels())
    }
}
