// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore
import WireText

/// A form with one file, as an upload sends it: the file goes to the disk while it arrives.
struct UploadedForm: Sendable {
    /// The fields in order.
    private(set) var fields: [(name: String, value: String)] = []
    /// The file; nil when there was none.
    private(set) var file: TemporaryFile?

    /// The longest list of hot words fits.
    private static let longestField = 256 * 1024
    /// All fields together, with their names.
    private static let longestFields = 512 * 1024
    /// Audio of speakers, which is nothing to keep.
    private static let ignoredField = "known_speaker_references"
    /// What a field takes beside its name and value.
    private static let fieldCost = 64

    private enum Part {
        case none
        case field(name: String, ByteBuffer)
        case file(TemporaryFile)
    }

    /// Reads a request's body.
    /// - Parameter fileName: the name of the part that is the file; other files are dropped.
    /// - Throws: ``MultipartError``, ``Rejection`` for a body that is too long, ``TemporaryFile/Failure``.
    static func read(_ request: Request, fileName: String) async throws -> UploadedForm {
        var parser = try MultipartParser(contentType: request.headers[.contentType])
        var form = UploadedForm()
        var part = Part.none
        var size = 0
        for try await bytes in request.body {
            parser.append(bytes)
            while let event = try parser.next() {
                switch event {
                case .part(fileName, _):
                    guard form.file == nil else { throw MultipartError.secondFile }
                    part = .file(try TemporaryFile())
                case .part(let name, let isFile):
                    // An empty field costs memory as well.
                    size += name.utf8.count + Self.fieldCost
                    guard size <= Self.longestFields else { throw MultipartError.fieldsTooLong }
                    let isIgnored = isFile || name.utf8.starts(with: Self.ignoredField.utf8)
                    part = isIgnored ? .none : .field(name: name, ByteBuffer())
                case .data(let data):
                    try await Self.append(data, to: &part, size: &size)
                case .partEnd:
                    form.take(part)
                    part = .none
                }
            }
        }
        try parser.finish()
        return form
    }

    private static func append(_ data: ByteBuffer, to part: inout Part, size: inout Int) async throws {
        switch part {
        case .none: break
        case .file(let file): try await file.append(data)
        case .field(let name, var value):
            size += data.readableBytes
            // To leave a field out would do what its client did not ask for: to show what was to be hidden, for one.
            guard value.readableBytes + data.readableBytes <= Self.longestField, size <= Self.longestFields else {
                throw MultipartError.fieldsTooLong
            }
            value.writeImmutableBuffer(data)
            part = .field(name: name, value)
        }
    }

    private mutating func take(_ part: Part) {
        switch part {
        case .none: break
        case .field(let name, let value): self.fields.append((name, ReceivedText.decode(value.readableBytesView)))
        case .file(let file): self.file = file
        }
    }
}
