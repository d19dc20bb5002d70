// SPDX-License-Identifier: Apache-2.0

import NIOCore
import WireText

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Takes `multipart/form-data` (RFC 7578) apart while it arrives: bytes in, cut anywhere, parts out. A plain value.
///
/// It holds no more than a part's head or the beginning of what may be a boundary.
struct MultipartParser {
    enum Event: Equatable {
        /// A part begins.
        case part(name: String, isFile: Bool)
        /// The next bytes of the part.
        case data(ByteBuffer)
        /// The part is complete.
        case partEnd
    }

    private enum State { case preamble, afterBoundary, head, data, epilogue }

    /// A head has three or four short lines.
    private static let longestHead = 16 * 1024
    private static let lineBreak = Array("\r\n".utf8)

    /// The line break that ends a part belongs to the boundary.
    private let delimiter: [UInt8]
    private var state = State.preamble
    private var buffer = ByteBuffer(bytes: Self.lineBreak)
    /// How many bytes of the buffer hold no end of what is read.
    private var searched = 0

    /// - Parameter contentType: the request's `Content-Type`.
    init(contentType: String?) throws(MultipartError) {
        let field = HeaderParameters(contentType ?? "")
        guard field.value == "multipart/form-data", let boundary = field.parameters["boundary"],
            (1...200).contains(boundary.utf8.count)
        else { throw .noBoundary }
        self.delimiter = Array("\r\n--\(boundary)".utf8)
    }

    /// Takes the next bytes.
    mutating func append(_ bytes: ByteBuffer) {
        self.buffer.discardReadBytes()
        self.buffer.writeImmutableBuffer(bytes)
    }

    /// What the bytes so far tell; nil when more are needed.
    mutating func next() throws(MultipartError) -> Event? {
        while true {
            switch self.state {
            case .preamble:
                guard self.skip(to: self.delimiter) else { return nil }
                self.state = .afterBoundary
            case .afterBoundary:
                guard let isLast = try self.readBoundaryEnd() else { return nil }
                self.state = isLast ? .epilogue : .head
            case .head:
                guard let head = try self.readHead() else { return nil }
                self.state = .data
                return head
            case .data:
                return self.readData()
            case .epilogue:
                self.buffer.clear()
                return nil
            }
        }
    }

    /// Checks that the form is complete, at the end of the body.
    func finish() throws(MultipartError) {
        guard self.state == .epilogue else { throw .incomplete }
    }

    private mutating func skip(to pattern: [UInt8]) -> Bool {
        guard let position = self.position(of: pattern) else {
            self.buffer.moveReaderIndex(forwardBy: max(0, self.buffer.readableBytes - pattern.count + 1))
            return false
        }
        self.buffer.moveReaderIndex(forwardBy: position + pattern.count)
        return true
    }

    /// What stands behind a boundary: `--` after the last part, else a line break, perhaps after blanks.
    private mutating func readBoundaryEnd() throws(MultipartError) -> Bool? {
        guard let mark = self.buffer.getBytes(at: self.buffer.readerIndex, length: 2) else { return nil }
        if mark == Array("--".utf8) { return true }
        guard let position = self.searchOn(for: Self.lineBreak) else {
            guard self.buffer.readableBytes < Self.longestHead else { throw .headTooLong }
            return nil
        }
        // It stays: with another one it ends a head without lines.
        self.buffer.moveReaderIndex(forwardBy: position)
        return false
    }

    private mutating func readHead() throws(MultipartError) -> Event? {
        guard let length = self.searchOn(for: Self.lineBreak + Self.lineBreak) else {
            guard self.buffer.readableBytes < Self.longestHead else { throw .headTooLong }
            return nil
        }
        let head = self.buffer.readSlice(length: length) ?? ByteBuffer()
        let lines = ReceivedText.decode(head.readableBytesView).split(ascii: "\n").map(\.trimmed)
        self.buffer.moveReaderIndex(forwardBy: 4)
        for line in lines {
            let parts = line.split(ascii: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].isASCII, parts[0].lowercased() == "content-disposition" else { continue }
            let field = HeaderParameters(String(parts[1]))
            guard field.value == "form-data", let name = field.parameters["name"] else { break }
            let isFile = field.parameters["filename"] != nil || field.parameters["filename*"] != nil
            return .part(name: name, isFile: isFile)
        }
        throw .malformedHead
    }

    private mutating func readData() -> Event? {
        if let position = self.position(of: self.delimiter) {
            guard position == 0 else { return self.buffer.readSlice(length: position).map(Event.data) }
            self.buffer.moveReaderIndex(forwardBy: self.delimiter.count)
            self.state = .afterBoundary
            return .partEnd
        }
        let safe = self.buffer.readableBytes - self.delimiter.count + 1
        return safe > 0 ? self.buffer.readSlice(length: safe).map(Event.data) : nil
    }

    /// Looks for the end of a head, where no earlier look was.
    private mutating func searchOn(for pattern: [UInt8]) -> Int? {
        let position = self.position(of: pattern, from: max(0, self.searched - pattern.count + 1))
        self.searched = position == nil ? self.buffer.readableBytes : 0
        return position
    }

    private func position(of pattern: [UInt8], from first: Int = 0) -> Int? {
        self.buffer.withUnsafeReadableBytes { bytes in
            guard let start = bytes.baseAddress else { return nil }
            var position = first
            // All patterns begin with a carriage return, which is rare enough to be looked for by itself.
            while bytes.count - position >= pattern.count,
                let found = memchr(start + position, Int32(pattern[0]), bytes.count - position - pattern.count + 1)
            {
                position = UnsafeRawPointer(found) - start
                if memcmp(found, pattern, pattern.count) == 0 { return position }
                position += 1
            }
            return nil
        }
    }
}
