// SPDX-License-Identifier: Apache-2.0

/// A stream of which nothing is known: its first bytes tell.
struct SniffingDecoder: FormatDecoder {
    private var beginning = ByteQueue()
    private var isFinished = false
    private var decoder: (any FormatDecoder)?

    var hasBegun: Bool { decoder?.hasBegun ?? false }
    var discarded: Int { decoder?.discarded ?? 0 }
    var metadataBytes: Int { decoder?.metadataBytes ?? 0 }

    mutating func append(_ message: some Collection<UInt8>) {
        if decoder == nil { beginning.append(message) } else { decoder?.append(message) }
    }

    mutating func finish() {
        isFinished = true
        decoder?.finish()
    }

    mutating func next() throws(AudioInputError) -> AudioBlock? {
        if decoder == nil, beginning.count >= AudioEncoding.signatureLength { try begin() }
        return try decoder?.next()
    }

    private mutating func begin() throws(AudioInputError) {
        guard let encoding = AudioEncoding(signature: beginning.peek(AudioEncoding.signatureLength)) else {
            throw AudioInputError(
                .notAudio, "The audio does not begin like any known format",
                remedy: "Name its encoding, or send the recording from its beginning")
        }
        var decoder = try LiveAudioDecoder.decoder(of: encoding)
        decoder.append(beginning.read(beginning.count))
        if isFinished { decoder.finish() }
        self.decoder = decoder
    }
}
