// SPDX-License-Identifier: Apache-2.0

/// How the audio of a live stream is encoded.
public enum AudioEncoding: String, Sendable, Hashable, CaseIterable {
    /// Raw samples, 32-bit IEEE float, little-endian.
    case f32
    /// Raw samples, 16-bit signed integer, little-endian.
    case s16
    /// Raw samples, 32-bit signed integer, little-endian.
    case s32
    /// Raw samples, 8-bit unsigned integer.
    case u8
    /// Raw samples, 8-bit µ-law of ITU-T G.711.
    case mulaw
    /// Raw samples, 8-bit A-law of ITU-T G.711.
    case alaw
    /// A WAV file as it is written.
    case wav
    /// Opus packets, one to a message.
    case opus
    /// Opus in Ogg (RFC 7845).
    case ogg
    /// Opus in WebM or Matroska.
    case webm
    /// FLAC frames, with or without the beginning of the file.
    case flac
    /// MPEG audio frames, with or without the beginning of the file.
    case mp3
    /// Whichever of the others the first bytes show.
    case auto

    /// How the samples are written, if they are raw.
    public var samples: SampleEncoding? { SampleEncoding(rawValue: rawValue) }

    /// The rate in Hz that raw samples have unless told otherwise: 8 kHz for G.711, else 16 kHz.
    public var defaultSampleRate: Int {
        switch self {
        case .mulaw, .alaw: 8_000
        default: 16_000
        }
    }
}

extension AudioEncoding {
    /// How many bytes are enough to recognize a container.
    public static let signatureLength = 12

    /// Recognizes the beginning of a WAV, Ogg, WebM or FLAC stream, or of the ID3 tag that MP3 files begin with.
    ///
    /// None of these is the beginning of raw audio: read as samples, they lie far beyond full scale or are numbers that no
    /// recording begins with. So a stream may be looked at even if it is taken for raw samples otherwise.
    ///
    /// - Parameter bytes: the first ``signatureLength`` bytes of the stream.
    /// - Returns: nil for anything else, raw samples among it.
    public init?(containerOf bytes: some Collection<UInt8>) {
        let bytes = Array(bytes.prefix(Self.signatureLength))
        guard bytes.count == Self.signatureLength else { return nil }
        let text = { (range: Range<Int>) in String(decoding: bytes[range], as: UTF8.self) }
        switch text(0..<4) {
        case "RIFF" where text(8..<12) == "WAVE", "RF64" where text(8..<12) == "WAVE": self = .wav
        case "OggS" where bytes[4] == 0: self = .ogg
        // STREAMINFO comes first, of 34 bytes.
        case "fLaC" where bytes[4] & 0x7F == 0 && bytes[5...7] == [0, 0, 34]: self = .flac
        default:
            if bytes[0..<4] == [0x1A, 0x45, 0xDF, 0xA3] {
                self = .webm
            } else if text(0..<3) == "ID3", (2...4).contains(bytes[3]), bytes[6...9].allSatisfy({ $0 < 0x80 }) {
                self = .mp3
            } else {
                return nil
            }
        }
    }

    /// Whether a stream begins like a format that is known, but cannot be decoded live.
    public static func isUndecodable(_ bytes: some Collection<UInt8>) -> Bool { OtherFormat.name(of: bytes) != nil }

    /// Recognizes what ``init(containerOf:)`` does, and MP3 and FLAC streams without their beginnings.
    ///
    /// - Parameter bytes: the first ``signatureLength`` bytes of the stream.
    init?(signature bytes: some Collection<UInt8>) {
        if let container = AudioEncoding(containerOf: bytes) {
            self = container
            return
        }
        let head = Array(bytes.prefix(4))
        guard head.count == 4, head[0] == 0xFF else { return nil }
        // A frame of MPEG audio: layer 3, a bit rate and a sample rate that exist.
        let isLayer3 = head[1] & 0xE6 == 0xE2 && head[1] & 0x18 != 0x08
        if isLayer3, !(0xF0...0xFF).contains(head[2]), head[2] & 0xF0 != 0, head[2] & 0x0C != 0x0C {
            self = .mp3
        } else if head[1] & 0xFE == 0xF8, head[2] & 0xF0 != 0, head[2] & 0x0F != 0x0F, head[3] & 1 == 0 {
            self = .flac
        } else {
            return nil
        }
    }
}
