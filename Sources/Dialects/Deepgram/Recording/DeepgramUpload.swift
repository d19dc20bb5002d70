// SPDX-License-Identifier: Apache-2.0

import AudioInput
import Crypto
import Hummingbird
import NIOCore
import WireText

/// A recording as the body of a request; it goes to the disk while it arrives.
struct DeepgramUpload: Sendable {
    let file: TemporaryFile
    /// SHA-256 of the body, in hexadecimal.
    let hash: String

    /// Reads a request's body.
    /// - Throws: ``DeepgramError`` for anything but audio, ``Rejection`` for a body that is too long,
    ///   ``TemporaryFile/Failure``.
    static func read(_ request: Request, _ options: DeepgramOptions) async throws -> DeepgramUpload {
        if request.headers[.contentType]?.lowercased().hasPrefix("application/json") == true {
            throw DeepgramError(
                "This server does not fetch addresses. Send the recording itself as the body, such as with "
                    + "`curl --data-binary @FILE`.")
        }
        guard options.encoding != .opus else {
            throw DeepgramError("Opus packets cannot be separated in a recording. Send Opus in Ogg or WebM.")
        }
        let file = try TemporaryFile()
        if let samples = options.encoding.samples {
            let rate = options.sampleRate ?? options.encoding.defaultSampleRate
            try await file.append(
                ByteBuffer(bytes: RawRecordingHeader.make(samples, rate: rate, channels: options.channels)))
        }
        var digest = SHA256()
        var isEmpty = true
        for try await bytes in request.body {
            digest.update(data: bytes.readableBytesView)
            isEmpty = isEmpty && bytes.readableBytes == 0
            try await file.append(bytes)
        }
        guard !isEmpty else { throw DeepgramError("The body is empty. Send a recording as the body.") }
        return DeepgramUpload(file: file, hash: Hexadecimal.encode(digest.finalize()))
    }
}
