// SPDX-License-Identifier: Apache-2.0

/// The decoder of one format of live audio: bytes in, blocks of samples out when they are asked for.
///
/// A message of a few bytes can hold minutes of silence. What is not asked for is not decoded, so that memory stays bounded.
protocol FormatDecoder: Sendable {
    /// Whether something was recognized as this format.
    var hasBegun: Bool { get }

    /// Bytes so far, or nearly so many, whose audio is lost because they could not be decoded.
    var discarded: Int { get }

    /// Bytes so far that are no audio and need not be, such as pictures.
    var metadataBytes: Int { get }

    /// Takes a message, cut anywhere.
    mutating func append(_ message: some Collection<UInt8>)

    /// No more bytes come.
    mutating func finish()

    /// The next block, never an empty one; nil when more bytes are needed, or at the end.
    ///
    /// Damage is passed over.
    ///
    /// - Throws: ``AudioInputError`` when nothing that follows could be decoded.
    mutating func next() throws(AudioInputError) -> AudioBlock?
}

extension FormatDecoder {
    var metadataBytes: Int { 0 }
}
