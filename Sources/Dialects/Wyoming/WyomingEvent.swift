// SPDX-License-Identifier: Apache-2.0

import NIOCore
import WireText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An event of the Wyoming protocol: a line of JSON, more JSON of an announced length, and bytes of an announced length.
struct WyomingEvent: Sendable, Equatable {
    let type: String
    var data: [String: JSONValue] = [:]
    var payload = ByteBuffer()

    /// The version of the protocol that the events are those of.
    private static let version = "1.10.2"

    private struct Header: Encodable {
        let type: String
        let version = WyomingEvent.version
        let data_length: Int?
        let payload_length: Int?

        private enum CodingKeys: CodingKey {
            case type, version, data_length, payload_length
        }
    }

    /// The event as bytes.
    func bytes() throws -> ByteBuffer {
        // Apart from the line, for which readers have a limit.
        let data = self.data.isEmpty ? "" : try JSONValue.object(self.data).json()
        let header = Header(
            type: self.type, data_length: data.isEmpty ? nil : data.utf8.count,
            payload_length: self.payload.readableBytes > 0 ? self.payload.readableBytes : nil)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var bytes = ByteBuffer(bytes: try encoder.encode(header))
        bytes.writeString("\n\(data)")
        bytes.writeImmutableBuffer(self.payload)
        return bytes
    }
}
