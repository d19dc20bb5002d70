// SPDX-License-Identifier: Apache-2.0

import HTTPTesting

@testable import WireText

extension RawConnection {
    /// The next text message as JSON; nil at a Close frame or the end.
    func readMessage() async throws -> JSONValue? {
        while let frame = try await self.readFrame() {
            // A pong that was not asked for: the server finds out whether its client is still there.
            if frame.opcode == 10, frame.text.isEmpty { continue }
            return frame.opcode == 1 ? try JSONValue(parsing: frame.text) : nil
        }
        return nil
    }

    /// The next text message, which has to come.
    func requireMessage() async throws -> JSONValue {
        guard let message = try await self.readMessage() else { throw Failure(what: "closed") }
        return message
    }

    /// All messages up to the Close frame, and its code.
    func readMessages() async throws -> (messages: [JSONValue], closeCode: Int?) {
        var messages: [JSONValue] = []
        while let frame = try await self.readFrame() {
            switch frame.opcode {
            case 1: messages.append(try JSONValue(parsing: frame.text))
            case 8: return (messages, frame.closeCode)
            default: break
            }
        }
        return (messages, nil)
    }

    /// Samples as the tutorial's clients send them: 32-bit little-endian floats.
    static func bytes(of samples: [Float]) -> [UInt8] {
        samples.flatMap { sample in
            (0..<4).map { UInt8(truncatingIfNeeded: sample.bitPattern >> ($0 * 8)) }
        }
    }
}
