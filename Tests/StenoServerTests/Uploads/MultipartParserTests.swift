// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Dialects

/// Forms, taken apart wherever the bytes are cut.
struct MultipartParserTests {
    private static let form = [
        "before the first boundary is nothing of interest\r\n",
        "--b0\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nbase\r\n",
        "--b0 \r\ncontent-type: audio/wav\r\ncontent-disposition: form-data; name=file; filename=\"a \\\"b\\\".wav\"\r\n\r\n",
        "RIFF\r\n--b\r\n\r\n--b1\r\n\r\n",
        "--b0\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--b0--\r\nafter it neither",
    ].joined()

    /// The parts of a form that comes in pieces of a size.
    private static func parts(
        of form: String, size: Int, contentType: String = "multipart/form-data; boundary=b0"
    ) throws -> [(name: String, isFile: Bool, content: String)] {
        var parser = try MultipartParser(contentType: contentType)
        var parts: [(name: String, isFile: Bool, content: String)] = []
        var ended = 0
        let bytes = Array(form.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            parser.append(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
            while let event = try parser.next() {
                switch event {
                case .part(let name, let isFile): parts.append((name, isFile, ""))
                case .data(let data): parts[parts.count - 1].content += String(buffer: data)
                case .partEnd: ended += 1
                }
            }
        }
        try parser.finish()
        #expect(ended == parts.count)
        return parts
    }

    @Test(arguments: [1, 2, 3, 5, 7, 16, 61, 1000])
    func whereverItIsCut(size: Int) throws {
        let parts = try Self.parts(of: Self.form, size: size)
        #expect(parts.map(\.name) == ["model", "file", "empty"])
        #expect(parts.map(\.isFile) == [false, true, false])
        #expect(parts.map(\.content) == ["base", "RIFF\r\n--b\r\n\r\n--b1\r\n", ""])
    }

    @Test func aQuotedBoundary() throws {
        let parts = try Self.parts(
            of: Self.form, size: 10, contentType: "Multipart/Form-Data; charset=utf-8; Boundary=\"b0\"")
        #expect(parts.count == 3)
    }

    @Test(arguments: [
        nil, "application/json", "multipart/form-data", "multipart/form-data; boundary=",
        "multipart/mixed; boundary=b0",
    ])
    func whatIsNoForm(contentType: String?) {
        #expect(throws: MultipartError.noBoundary) { try MultipartParser(contentType: contentType) }
    }

    @Test func aFormThatIsCutOff() {
        for length in [0, 60, 150, 240, Self.form.count - 30] {
            #expect(throws: MultipartError.incomplete) {
                try Self.parts(of: String(Self.form.prefix(length)), size: 50)
            }
        }
    }

    @Test func aPartWithoutAName() {
        #expect(throws: MultipartError.malformedHead) {
            try Self.parts(of: "--b0\r\nContent-Type: text/plain\r\n\r\nx\r\n--b0--", size: 100)
        }
    }

    @Test func aHeadWithoutEnd() {
        #expect(throws: MultipartError.headTooLong) {
            try Self.parts(of: "--b0\r\n" + String(repeating: "X-Long: yes\r\n", count: 5_000), size: 1_000)
        }
    }

    @Test func dataIsHandedOnWhileItComes() throws {
        var parser = try MultipartParser(contentType: "multipart/form-data; boundary=b0")
        parser.append(ByteBuffer(string: "--b0\r\nContent-Disposition: form-data; name=a\r\n\r\n"))
        #expect(try parser.next() == .part(name: "a", isFile: false))
        for _ in 0..<100 {
            parser.append(ByteBuffer(repeating: 7, count: 10_000))
            var count = 0
            while case .data(let data)? = try parser.next() { count += data.readableBytes }
            // All but what may be the beginning of a boundary.
            #expect(count >= 9_990)
        }
    }
}
