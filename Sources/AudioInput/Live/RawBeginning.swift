// SPDX-License-Identifier: Apache-2.0

/// Looks at the beginning of raw samples for a recording that was sent instead: read as samples, it is noise without a word.
/// A plain value.
///
/// A WAV file passes: its header is a few samples of noise, and its audio is the samples that were expected.
public struct RawBeginning: Sendable {
    private var bytes: [UInt8] = []
    private var isOver = false

    /// A check at the beginning of a stream.
    public init() {}

    /// Checks the stream's next bytes, cut anywhere.
    ///
    /// - Throws: ``AudioInputError`` with code `unsupportedEncoding`, once the first ``AudioEncoding/signatureLength`` bytes are
    ///   there and are the beginning of a recording.
    public mutating func receive(_ message: some Collection<UInt8>) throws(AudioInputError) {
        guard !isOver else { return }
        bytes += message.prefix(AudioEncoding.signatureLength - bytes.count)
        guard bytes.count == AudioEncoding.signatureLength else { return }
        isOver = true
        if let format = OtherFormat.container(of: bytes) { throw .notRaw(format) }
        if let format = AudioEncoding(containerOf: bytes), format != .wav { throw .notRaw(format.rawValue) }
    }
}
