// SPDX-License-Identifier: Apache-2.0

package import AudioInput

/// Says when audio of a session could not be decoded: the first time, whenever it became ten times more, and at the end. A plain value.
package struct DiscardedAudio {
    private let encoding: AudioEncoding
    private var reported = 0

    package init(encoding: AudioEncoding) {
        self.encoding = encoding
    }

    /// What to tell the client; nil for nothing new.
    /// - Parameters:
    ///   - bytes: how many were discarded so far.
    ///   - isEnd: whether there will be no more.
    package mutating func warning(after bytes: Int, isEnd: Bool = false) -> String? {
        guard bytes > self.reported, isEnd || bytes >= self.reported * 10 else { return nil }
        self.reported = bytes
        let format = self.encoding == .auto ? "in a known format" : "valid \(self.encoding.rawValue)"
        return "\(bytes) bytes of the audio so far are not \(format) and were not transcribed. "
            + "Check the recorder and the encoding."
    }
}
