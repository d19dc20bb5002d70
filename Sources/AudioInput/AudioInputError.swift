/// Why audio cannot be taken in, in words for the person who sent it.
public struct AudioInputError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, for programs.
    public enum Code: String, Sendable, Hashable {
        /// A sample rate outside ``Resampler/rates``.
        case unsupportedRate = "unsupported_rate"
        /// A number of channels outside ``PCMDecoder/channelCounts``.
        case unsupportedChannels = "unsupported_channels"
        /// No such file.
        case missing
        /// A directory, a file without permission, or one that failed while reading.
        case unreadable
        /// A file of no bytes or no samples.
        case empty
        /// A file in no known audio format, or in one whose header is broken.
        case notAudio = "not_audio"
        /// A known container with an encoding that is not supported.
        case unsupportedEncoding = "unsupported_encoding"
        /// A file that ends before the samples it announces, or is damaged half-way.
        case truncated
        /// A file that only a program can read that is not installed.
        case programMissing = "program_missing"
        /// A file that is to be read by a program, which the caller did not allow.
        case programNeeded = "program_needed"
        /// A file that takes more memory or time to be read than is allowed, or holds no sound.
        case beyondLimits = "beyond_limits"
        /// A recording that is longer than allowed.
        case tooLong = "too_long"
        /// Out of memory.
        case outOfMemory = "out_of_memory"
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
