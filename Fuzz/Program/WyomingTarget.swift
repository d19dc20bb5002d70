// SPDX-License-Identifier: Apache-2.0

import NIOCore

@testable import Dialects
@testable import SessionRuntime

/// What a Wyoming client sends. The first byte says how it is cut into reads.
enum WyomingTarget: FuzzTarget {
    static let name = "wyoming"
    private static let longestPayload = 1_000
    private static let model = ServedModel(name: "base", languages: ["en", "de", "fr"])

    /// In one read.
    static func work(_ input: UnsafeBufferPointer<UInt8>) -> Int {
        var whole = Array(input)
        whole[0] = 0
        whole.withUnsafeBufferPointer(Self.run)
        return self.worth(ofLines: input)
    }

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        guard let piece = input.first else { return }
        var parser = WyomingParser(longestPayload: Self.longestPayload)
        var client = WyomingDialect(model: Self.model)
        var rest = input.dropFirst()
        do {
            while !rest.isEmpty {
                let size = piece == 0 ? rest.count : Int(piece)
                parser.append(ByteBuffer(bytes: rest.prefix(size)))
                rest = rest.dropFirst(size)
                while let event = try parser.next() {
                    precondition(event.payload.readableBytes <= Self.longestPayload)
                    Self.check(client.receive(.event(event)))
                }
            }
        } catch {
            Self.check(client.receive(.fault(error)))
            precondition(client.receive(.event(WyomingEvent(type: "describe"))).isEmpty, "an answer after the last")
        }
    }

    /// The same parser can read what a client receives, and a transcription gets possible settings.
    private static func check(_ actions: [WyomingAction]) {
        for action in actions {
            switch action {
            case .emit(let event):
                var parser = WyomingParser(longestPayload: 0)
                guard let bytes = try? event.bytes() else { preconditionFailure("no JSON") }
                parser.append(bytes)
                precondition((try? parser.next()) == event, "an event that cannot be read")
            case .start(let format, _): precondition((try? SessionAudio(format)) != nil)
            case .resume, .audio, .flush, .checkpoint, .restart, .expect, .finish, .fail, .close: break
            }
        }
    }
}
