// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// A WebSocket frame as bytes, with every liberty to be wrong.
package struct RawFrame: Equatable {
    package var isFinal: Bool
    package var reserved: UInt8
    package var opcode: UInt8
    package var payload: [UInt8]
    package var isMasked: Bool

    package init(
        isFinal: Bool = true, reserved: UInt8 = 0, opcode: UInt8, payload: [UInt8] = [], isMasked: Bool = true
    ) {
        self.isFinal = isFinal
        self.reserved = reserved
        self.opcode = opcode
        self.payload = payload
        self.isMasked = isMasked
    }

    package static func text(_ text: String, isFinal: Bool = true) -> RawFrame {
        RawFrame(isFinal: isFinal, opcode: 1, payload: Array(text.utf8))
    }

    package static func binary(_ bytes: [UInt8], isFinal: Bool = true) -> RawFrame {
        RawFrame(isFinal: isFinal, opcode: 2, payload: bytes)
    }

    package static func continuation(_ text: String, isFinal: Bool) -> RawFrame {
        RawFrame(isFinal: isFinal, opcode: 0, payload: Array(text.utf8))
    }

    package static func close(_ code: UInt16?, _ reason: String = "") -> RawFrame {
        let code = code.map { [UInt8($0 >> 8), UInt8($0 & 255)] } ?? []
        return RawFrame(opcode: 8, payload: code + Array(reason.utf8))
    }

    package static func ping(_ text: String, isFinal: Bool = true) -> RawFrame {
        RawFrame(isFinal: isFinal, opcode: 9, payload: Array(text.utf8))
    }

    package var text: String { String(decoding: self.payload, as: UTF8.self) }

    /// The code of a Close frame.
    package var closeCode: Int? {
        guard self.opcode == 8, self.payload.count >= 2 else { return nil }
        return Int(self.payload[0]) << 8 | Int(self.payload[1])
    }

    /// The frame on the wire; `announced` lies about the length.
    package func bytes(announcedLength announced: Int? = nil) -> [UInt8] {
        let mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        let length = announced ?? self.payload.count
        var bytes = [(self.isFinal ? 0x80 : 0) | self.reserved << 4 | self.opcode]
        let maskBit: UInt8 = self.isMasked ? 0x80 : 0
        switch length {
        case ..<126: bytes.append(maskBit | UInt8(length))
        case ..<65536: bytes += [maskBit | 126, UInt8(length >> 8), UInt8(length & 255)]
        default: bytes += [maskBit | 127] + (0..<8).reversed().map { UInt8(length >> ($0 * 8) & 255) }
        }
        if self.isMasked { bytes += mask }
        bytes += self.isMasked ? self.payload.enumerated().map { $1 ^ mask[$0 % 4] } : self.payload
        return bytes
    }

    /// Takes a whole frame off the front of what the server sent; nil while it is incomplete.
    package static func read(from buffer: inout ByteBuffer) -> RawFrame? {
        var copy = buffer
        guard let first = copy.readInteger(as: UInt8.self), let second = copy.readInteger(as: UInt8.self) else {
            return nil
        }
        let length: Int
        switch second & 127 {
        case 126:
            guard let long = copy.readInteger(as: UInt16.self) else { return nil }
            length = Int(long)
        case 127:
            guard let long = copy.readInteger(as: UInt64.self) else { return nil }
            length = Int(long)
        default:
            length = Int(second & 127)
        }
        guard let payload = copy.readBytes(length: length) else { return nil }
        buffer = copy
        return RawFrame(
            isFinal: first & 128 != 0, reserved: first >> 4 & 7, opcode: first & 15, payload: payload,
            isMasked: second & 128 != 0)
    }
}
