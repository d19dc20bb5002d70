// SPDX-License-Identifier: Apache-2.0

/// The head of an EBML element (RFC 8794): its identity and the size of what it holds.
struct EBMLElement {
    /// The elements of WebM that matter here, with their identities.
    enum Name: UInt32 {
        case header = 0x1A45_DFA3
        case documentType = 0x4282
        case segment = 0x1853_8067
        case information = 0x1549_A966
        case timestampScale = 0x2AD7B1
        case tracks = 0x1654_AE6B
        case trackEntry = 0xAE
        case trackNumber = 0xD7
        case trackType = 0x83
        case codec = 0x86
        case codecPrivate = 0x63A2
        case contentEncodings = 0x6D80
        case cluster = 0x1F43_B675
        case clusterTimestamp = 0xE7
        case blockGroup = 0xA0
        case block = 0xA1
        case simpleBlock = 0xA3

        /// Whether the element holds others; they are read as if they stood in its place.
        var isMaster: Bool {
            switch self {
            case .header, .segment, .information, .tracks, .trackEntry, .cluster, .blockGroup: true
            default: false
            }
        }
    }

    enum Reading {
        case element(EBMLElement)
        case incomplete
        /// No element begins here.
        case invalid
    }

    let identity: UInt32
    /// Bytes of what it holds; nil if it goes on until an element comes that cannot be part of it.
    let size: Int?
    /// Bytes of the head itself.
    let length: Int

    var name: Name? { Name(rawValue: identity) }

    /// Reads the head at the beginning of `bytes`.
    static func read(_ bytes: ByteQueue) -> Reading {
        guard !bytes.isEmpty else { return .incomplete }
        let identityLength = bytes[0].leadingZeroBitCount + 1
        guard identityLength <= 4 else { return .invalid }
        guard bytes.count > identityLength else { return .incomplete }
        let sizeLength = bytes[identityLength].leadingZeroBitCount + 1
        guard sizeLength <= 8 else { return .invalid }
        let length = identityLength + sizeLength
        guard bytes.count >= length else { return .incomplete }
        let head = Array(bytes.peek(length))
        let identity = head[..<identityLength].reduce(0) { $0 << 8 | UInt32($1) }
        let size = EBMLNumber(head[identityLength...])?.value
        return .element(EBMLElement(identity: identity, size: size, length: length))
    }
}
