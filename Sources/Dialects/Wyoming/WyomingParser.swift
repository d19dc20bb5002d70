// SPDX-License-Identifier: Apache-2.0

import NIOCore
import WireText

/// Cuts the bytes of a Wyoming client into events. A plain value.
struct WyomingParser {
    /// Bytes that are no event, or one that is too long. Nothing after them can be read.
    struct Fault: Error, Equatable {
        let message: String
    }

    /// What a line announces.
    private struct Header {
        let event: WyomingEvent
        let dataLength: Int
        let payloadLength: Int
    }

    /// The longest line and the longest data, in bytes; those of real clients have a few hundred.
    static let longestLine = 64 * 1024
    static let longestData = 1024 * 1024

    private let longestPayload: Int
    private var bytes = ByteBuffer()
    private var header: Header?
    /// How many of the bytes have no end of a line among them.
    private var searched = 0

    /// - Parameter longestPayload: in bytes.
    init(longestPayload: Int) {
        self.longestPayload = longestPayload
    }

    /// The bytes that are no whole event yet.
    var unfinishedBytes: Int { self.bytes.readableBytes }

    /// Takes what came, cut anywhere.
    mutating func append(_ bytes: ByteBuffer) {
        self.bytes.discardReadBytes()
        self.bytes.writeImmutableBuffer(bytes)
    }

    /// The next event; nil while it is not complete.
    mutating func next() throws(Fault) -> WyomingEvent? {
        if self.header == nil { self.header = try self.readHeader() }
        guard let header, self.bytes.readableBytes >= header.dataLength + header.payloadLength else { return nil }
        self.header = nil
        var event = header.event
        if header.dataLength > 0 {
            let data = self.bytes.readSlice(length: header.dataLength) ?? ByteBuffer()
            guard case .object(let more) = try Self.json(data, of: "The data of \(Self.shown(event.type))") else {
                throw Fault(message: "The data of \(Self.shown(event.type)) is not a JSON object.")
            }
            event.data.merge(more) { $1 }
        }
        // A copy: a few bytes of audio would keep all alive that was read with them.
        if let payload = self.bytes.readSlice(length: header.payloadLength) {
            event.payload = ByteBuffer(bytes: payload.readableBytesView)
        }
        return event
    }

    private mutating func readHeader() throws(Fault) -> Header? {
        let view = self.bytes.readableBytesView
        guard let end = view.dropFirst(self.searched).firstIndex(of: UInt8(ascii: "\n")) else {
            self.searched = view.count
            guard self.searched <= Self.longestLine else { throw Self.tooLong("line", Self.longestLine) }
            return nil
        }
        self.searched = 0
        let length = end - view.startIndex
        guard length <= Self.longestLine else { throw Self.tooLong("line", Self.longestLine) }
        let line = self.bytes.readSlice(length: length) ?? ByteBuffer()
        self.bytes.moveReaderIndex(forwardBy: 1)
        let fields = try Self.json(line, of: "The line of an event")
        guard let type = fields["type"]?.text else { throw Self.noEvent }
        var data: [String: JSONValue] = [:]
        if case .object(let inline)? = fields["data"] { data = inline }
        return Header(
            event: WyomingEvent(type: type, data: data),
            dataLength: try Self.length(fields, "data_length", atMost: Self.longestData),
            payloadLength: try Self.length(fields, "payload_length", atMost: self.longestPayload))
    }

    private static let noEvent = Fault(message: #"An event begins with a line of JSON with a "type"."#)

    private static func json(_ bytes: ByteBuffer, of what: String) throws(Fault) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: bytes)
        } catch {
            guard error != .malformed else { return .null }
            throw Fault(message: "\(what) cannot be read. \(error)")
        }
    }

    private static func length(_ fields: JSONValue, _ name: String, atMost limit: Int) throws(Fault) -> Int {
        guard let value = fields[name], value != .null else { return 0 }
        guard let length = value.integer, length >= 0 else {
            throw Fault(message: "\(name) is \(Self.shown(value.shown)), which must be a whole number from 0.")
        }
        guard length <= limit else { throw Self.tooLong(name, limit) }
        return length
    }

    private static func tooLong(_ what: String, _ limit: Int) -> Fault {
        Fault(message: "A \(what) may have \(limit) bytes at most.")
    }

    private static func shown(_ text: String) -> String {
        String(text.unicodeScalars.prefix(40).map { Character($0) })
    }
}
