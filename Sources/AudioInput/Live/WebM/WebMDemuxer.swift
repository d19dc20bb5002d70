// SPDX-License-Identifier: Apache-2.0

/// Takes a live WebM or Matroska stream apart into the packets of its first audio track.
///
/// Elements are read in the order they come, whichever holds which: of a live stream the sizes of those that hold others are not
/// known. What is of no use is passed over without being kept.
struct WebMDemuxer {
    enum Item {
        /// A stream begins, or begins again.
        case track(OpusHeader)
        /// A packet, and its time in nanoseconds where it is known.
        case packet([UInt8], time: Int?)
    }

    /// Greater elements are no packets of audio.
    private static let contentLimit = 1 << 17
    /// An element greater than this is damage.
    private static let sizeLimit = 1 << 26
    /// Elements that may be large and are no audio: Void, Cues, Tags, Attachments, SeekHead, Chapters.
    private static let metadata: Set<UInt32> = [
        0xEC, 0x1C53_BB6B, 0x1254_C367, 0x1941_A469, 0x114D_9B74, 0x1043_A770,
    ]
    /// After so much damage without a cluster, none is waited for.
    private static let patience = 1 << 20

    private var waiting = ByteQueue()
    private var items: [Item] = []
    /// Bytes of an element that is of no use.
    private var skipping = 0
    /// Bytes passed over in search of a cluster; nil while all is well.
    private var lost: Int?
    private var tracks: [WebMTrack] = []
    private var selected: Int?
    private var timestampScale = 1_000_000
    private var clusterTime = 0
    /// Whether the stream was recognized.
    private(set) var hasBegun = false
    /// Bytes that were passed over as damage.
    private(set) var discarded = 0

    mutating func append(_ message: some Collection<UInt8>) { waiting.append(message) }

    /// The next item; nil when more bytes are needed.
    ///
    /// - Throws: ``AudioInputError`` with code `notAudio` or `unsupportedEncoding`.
    mutating func next() throws(AudioInputError) -> Item? {
        while items.isEmpty {
            let skipped = min(skipping, waiting.count)
            waiting.skip(skipped)
            skipping -= skipped
            guard skipping == 0 else { return nil }
            if lost != nil, try !findCluster() { return nil }
            guard try readElement() else { return nil }
        }
        return items.removeFirst()
    }

    /// - Returns: false when more bytes are needed.
    private mutating func readElement() throws(AudioInputError) -> Bool {
        switch EBMLElement.read(waiting) {
        case .incomplete: return false
        case .element(let element) where hasBegun || element.name == .header:
            hasBegun = true
            return try take(element)
        case .element, .invalid:
            guard hasBegun else { throw .headerless("a WebM stream") }
            // Also of a cluster: the same bytes are not searched again.
            waiting.skip(1)
            discarded += 1
            lost = 1
        }
        return true
    }

    private mutating func take(_ element: EBMLElement) throws(AudioInputError) -> Bool {
        if let name = element.name, name.isMaster {
            waiting.skip(element.length)
            try enter(name)
        } else if let size = element.size, let name = element.name, size <= Self.contentLimit {
            guard waiting.count >= element.length + size else { return false }
            waiting.skip(element.length)
            try read(name, waiting.read(size))
        } else if let size = element.size, size <= Self.sizeLimit, isPlausible(element, size) {
            waiting.skip(element.length)
            skipping = size
        } else {
            lost = 0
        }
        return true
    }

    /// Whether an element that is passed over is more likely than damage that looks like one.
    private func isPlausible(_ element: EBMLElement, _ size: Int) -> Bool {
        size <= Self.contentLimit || element.name != nil || Self.metadata.contains(element.identity)
    }

    /// An element begins that holds others.
    private mutating func enter(_ name: EBMLElement.Name) throws(AudioInputError) {
        switch name {
        case .header:
            tracks = []
            selected = nil
            clusterTime = 0
        case .trackEntry:
            // A beginning that never ends.
            guard tracks.count < 128 else { throw .headerless("a WebM stream") }
            tracks.append(WebMTrack())
        case .cluster where selected == nil: try select()
        default: break
        }
    }

    /// An element that holds a value.
    private mutating func read(_ name: EBMLElement.Name, _ content: [UInt8]) throws(AudioInputError) {
        let last = tracks.count - 1
        switch name {
        case .documentType:
            let type = Self.text(content)
            guard type == "webm" || type == "matroska" else { throw .unsupported(codec: "another content", in: "EBML") }
        case .timestampScale: timestampScale = min(max(1, Self.number(content)), 1_000_000_000)
        case .trackNumber where last >= 0: tracks[last].number = Self.number(content)
        case .trackType where last >= 0: tracks[last].type = Self.number(content)
        case .codec where last >= 0: tracks[last].codec = Self.text(content)
        case .codecPrivate where last >= 0: tracks[last].codecPrivate = content
        case .contentEncodings where last >= 0: tracks[last].isEncoded = true
        case .clusterTimestamp: clusterTime = Self.number(content)
        case .simpleBlock, .block: readBlock(content)
        default: break
        }
    }

    private mutating func readBlock(_ content: [UInt8]) {
        guard let selected else { return }
        guard let block = WebMBlock(content) else {
            discarded += content.count
            return
        }
        guard block.track == selected else { return }
        let time = (clusterTime &+ block.time).multipliedReportingOverflow(by: timestampScale)
        for (index, packet) in block.packets.enumerated() {
            items.append(.packet(packet, time: index == 0 && !time.overflow ? time.partialValue : nil))
        }
    }

    /// Chooses the track, before the first cluster.
    private mutating func select() throws(AudioInputError) {
        let audio = tracks.filter { $0.type == WebMTrack.audio }
        guard let track = audio.first(where: { $0.codec == "A_OPUS" && !$0.isEncoded }) else {
            throw .unsupported(codec: audio.first.map(\.codec) ?? "no audio", in: "WebM")
        }
        guard let header = track.codecPrivate.isEmpty ? OpusHeader() : OpusHeader(track.codecPrivate) else {
            throw .unsupported(codec: "a broken Opus header", in: "WebM")
        }
        selected = track.number
        items.append(.track(header))
    }

    /// Passes damage over up to the next cluster, or the next file.
    /// - Returns: false when more bytes are needed.
    private mutating func findCluster() throws(AudioInputError) -> Bool {
        while waiting.count >= 4 {
            let identity = waiting.peek(4).reduce(0) { $0 << 8 | UInt32($1) }
            if [.cluster, .header].contains(EBMLElement.Name(rawValue: identity)) {
                lost = nil
                return true
            }
            waiting.skip(1)
            discarded += 1
            lost = (lost ?? 0) + 1
        }
        guard lost ?? 0 < Self.patience else {
            throw AudioInputError(.notAudio, "The WebM stream is damaged", remedy: "Restart the recorder")
        }
        return false
    }

    private static func number(_ bytes: [UInt8]) -> Int {
        Int(clamping: bytes.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
