// SPDX-License-Identifier: Apache-2.0

/// A live FLAC stream, from its beginning or from anywhere in it.
///
/// libFLAC reads when it wants to and cannot stop within a frame. So it is given what has come; if that ends within a frame, it
/// is given the same again when there is more.
struct FLACDecoder: FormatDecoder {
    /// More than the greatest frame: 65,535 samples of 8 channels, 32 bits each.
    private static let frameLimit = 1 << 22
    /// An end that is no longer than this may be a frame that was cut off.
    private static let usualFrame = 1 << 16

    private let frames: FLACFrames
    private var tags = ID3Filter()
    private var metadata = FLACMetadataFilter()
    private var waiting: [UInt8] = []
    /// How many of them are decoded. They go together, since to move the rest up for each frame costs its square.
    private var start = 0
    /// With fewer bytes it is not worth another try.
    private var wanted = 1
    private var isFinished = false
    private var hasDecoded = false
    private(set) var discarded = 0

    var hasBegun: Bool { hasDecoded || metadata.hasMarker || tags.hasTag }
    var metadataBytes: Int { tags.length + metadata.length }

    init() throws(AudioInputError) {
        frames = try FLACFrames()
    }

    mutating func append(_ message: some Collection<UInt8>) {
        if start > waiting.count / 2 { removeDecoded() }
        waiting += metadata.pass(tags.pass(Array(message)))
    }

    mutating func finish() {
        isFinished = true
        removeDecoded()
        waiting += metadata.pass(tags.finish()) + metadata.finish()
        wanted = 1
    }

    mutating func next() throws(AudioInputError) -> AudioBlock? {
        while start < waiting.count, waiting.count - start >= wanted {
            guard let (block, end, isDamaged) = frames.decode(&waiting, from: start), end > start else { break }
            if isDamaged { discarded += end - start }
            start = min(end, waiting.count)
            wanted = 1
            guard let block else { continue }
            hasDecoded = true
            return block
        }
        removeDecoded()
        guard waiting.count >= wanted else { return nil }
        // A sixteenth more each time, so that tiny messages do not cost more than their share.
        wanted = waiting.count + waiting.count / 16 + 1
        if waiting.count > Self.frameLimit || isFinished {
            if !hasDecoded || waiting.count > Self.usualFrame { discarded += waiting.count }
            (waiting, start) = ([], 0)
        }
        return nil
    }

    private mutating func removeDecoded() {
        waiting.removeFirst(start)
        start = 0
    }
}
