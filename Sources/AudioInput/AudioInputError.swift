// SPDX-License-Identifier: Apache-2.0

/// Why audio cannot be taken in, in words for the person who sent it.
public struct AudioInputError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, for programs.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The code's name, as programs and documentation have it.
        public let rawValue: String

        /// A code by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A sample rate outside ``Resampler/rates``.
        public static let unsupportedRate = Code(rawValue: "unsupported_rate")
        /// A number of channels outside ``PCMDecoder/channelCounts``.
        public static let unsupportedChannels = Code(rawValue: "unsupported_channels")
        /// No such file.
        public static let missing = Code(rawValue: "missing")
        /// A directory, a file without permission, or one that failed while reading.
        public static let unreadable = Code(rawValue: "unreadable")
        /// A file of no bytes or no samples.
        public static let empty = Code(rawValue: "empty")
        /// A file in no known audio format, or in one whose header is broken.
        public static let notAudio = Code(rawValue: "not_audio")
        /// A known container with an encoding that is not supported.
        public static let unsupportedEncoding = Code(rawValue: "unsupported_encoding")
        /// A file that ends before the samples it announces, or is damaged half-way.
        public static let truncated = Code(rawValue: "truncated")
        /// A file that only a program can read that is not installed.
        public static let programMissing = Code(rawValue: "program_missing")
        /// A file that is to be read by a program, which the caller did not allow.
        public static let programNeeded = Code(rawValue: "program_needed")
        /// A file that takes more memory or time to be read than is allowed, or holds no sound.
        public static let beyondLimits = Code(rawValue: "beyond_limits")
        /// A recording that is longer than allowed.
        public static let tooLong = Code(rawValue: "too_long")
        /// Out of memory.
        public static let outOfMemory = Code(rawValue: "out_of_memory")
    }

    /// What went wrong, for programs.
    public var code: Code
    /// What went wrong, for people, without a full stop.
    public var message: String
    /// What to do about it, for people, without a full stop.
    public var remedy: String?

    /// "Message. Remedy."
    public var description: String {
        remedy.map { "\(message). \($0)." } ?? "\(message)."
    }

    /// An error with its words.
    public init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}
