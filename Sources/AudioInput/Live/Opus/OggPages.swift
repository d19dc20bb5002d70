// SPDX-License-Identifier: Apache-2.0

import COgg

/// libogg's state: pages found in a stream of bytes, and the packets of one logical stream within them.
///
/// Unchecked around the C pointer: it belongs to one stream, which is not copied, so that it never has two users.
final class OggPages: @unchecked Sendable {
    /// A packet that does not end within so many bytes is given up.
    private static let packetLimit = 1 << 20

    /// A piece of the logical stream.
    enum Packet {
        /// - Parameters:
        ///   - end: the time at the end of the packet, in samples of 48 kHz, where it is known.
        ///   - isLast: whether the logical stream ends with it.
        case packet([UInt8], end: Int?, isLast: Bool)
        /// Something is missing.
        case gap
    }

    private let sync: UnsafeMutablePointer<ogg_sync_state>
    private let stream: UnsafeMutablePointer<ogg_stream_state>
    private var page = ogg_page()
    /// Bytes that were passed over: those that are no page, and packets that are too long.
    private(set) var discarded = 0

    init() {
        sync = .allocate(capacity: 1)
        stream = .allocate(capacity: 1)
        ogg_sync_init(sync)
        ogg_stream_init(stream, 0)
    }

    deinit {
        ogg_stream_clear(stream)
        ogg_sync_clear(sync)
        sync.deallocate()
        stream.deallocate()
    }

    func append(_ bytes: [UInt8]) {
        guard let buffer = ogg_sync_buffer(sync, bytes.count) else { return }
        buffer.withMemoryRebound(to: UInt8.self, capacity: bytes.count) { $0.update(from: bytes, count: bytes.count) }
        ogg_sync_wrote(sync, bytes.count)
    }

    /// Finds the next page; bytes that are none are passed over.
    func nextPage() -> Bool {
        while true {
            let result = ogg_sync_pageseek(sync, &page)
            if result >= 0 { return result > 0 }
            discarded -= result
        }
    }

    /// Bytes of the page.
    var size: Int { page.header_len + page.body_len }
    /// Whether the page begins a logical stream.
    var isBeginning: Bool { ogg_page_bos(&page) != 0 }
    /// The logical stream that the page belongs to.
    var serial: Int32 { ogg_page_serialno(&page) }
    /// The bytes of the page's first packet, at least their beginning.
    var body: [UInt8] { Array(UnsafeBufferPointer(start: page.body, count: Int(page.body_len))) }

    /// Follows the logical stream of the page from here on.
    func follow() { ogg_stream_reset_serialno(stream, serial) }

    /// Takes the page's packets in.
    func take() {
        ogg_stream_pagein(stream, &page)
        let pending = stream.pointee.body_fill - stream.pointee.body_returned
        guard pending > Self.packetLimit else { return }
        ogg_stream_reset(stream)
        discarded += pending
    }

    /// The next packet of the pages taken; nil when another page is needed.
    func nextPacket() -> Packet? {
        var packet = ogg_packet()
        switch ogg_stream_packetout(stream, &packet) {
        case 0: return nil
        case 1:
            return .packet(
                Array(UnsafeBufferPointer(start: packet.packet, count: packet.bytes)),
                end: packet.granulepos < 0 ? nil : Int(packet.granulepos), isLast: packet.e_o_s != 0)
        default: return .gap
        }
    }
}
