// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Transcription

@testable import Dialects
@testable import SessionRuntime
@testable import WireText

/// A form with a recording, whose boundary is `x`. The first byte says how it is cut into reads.
enum FormTarget: FuzzTarget {
    static let name = "forms"
    private static let model = ServedModel(name: "base", languages: ["en", "de", "fr"])

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        guard let piece = input.first else { return }
        Self.read(Array(input.dropFirst()), piece: piece == 0 ? input.count : Int(piece))
    }

    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        Self.read(Array(input.dropFirst()), piece: 1 << 14)
        return input.count
    }

    private static func read(_ body: [UInt8], piece: Int) {
        guard var parser = try? MultipartParser(contentType: "multipart/form-data; boundary=x") else {
            preconditionFailure()
        }
        var fields: [(name: String, value: String)] = []
        var name: String?
        var value = ByteBuffer()
        for start in stride(from: 0, to: body.count, by: piece) {
            parser.append(ByteBuffer(bytes: body[start..<min(start + piece, body.count)]))
            while let event = try? parser.next() {
                switch event {
                case .part(let field, let isFile): (name, value) = (isFile ? nil : field, ByteBuffer())
                case .data(let data): if name != nil { value.writeImmutableBuffer(data) }
                case .partEnd: if let name { fields.append((name, ReceivedText.decode(value.readableBytesView))) }
                }
            }
        }
        do {
            let request = try OpenAIFileRequest(fields: fields, task: .transcribe, model: Self.model)
            precondition((request.prompt?.text.utf8.count ?? 0) <= Prompt.longest)
        } catch {
            precondition(error.message.utf8.count < 2_000)
        }
    }
}
