import AudioInput

/// The samples of a Wyoming client, as each of its chunks says. A plain value.
struct WyomingAudioFormat: Equatable {
    /// The fields that say so.
    static let fields: Set<String> = ["rate", "width", "channels"]

    let encoding: AudioEncoding
    let rate: Int
    let channels: Int

    /// Reads `rate`, `width` in bytes and `channels`.
    /// - Throws: ``StenoProtocolError`` for samples of another width.
    init(_ data: [String: JSONValue]) throws(StenoProtocolError) {
        let width = try Self.number(data, "width") ?? 2
        switch width {
        case 1: self.encoding = .u8
        case 2: self.encoding = .s16
        case 4: self.encoding = .s32
        default:
            throw StenoProtocolError(
                .unsupportedEncoding, "Samples of \(width) bytes are not supported. Send some of 1, 2 or 4.")
        }
        self.rate = try Self.number(data, "rate") ?? 16_000
        self.channels = try Self.number(data, "channels") ?? 1
    }

    private static func number(_ data: [String: JSONValue], _ name: String) throws(StenoProtocolError) -> Int? {
        guard let value = data[name], value != .null else { return nil }
        guard let number = value.integer else {
            throw StenoProtocolError(.invalidParameter, "\(name) is \(value.shown), which must be a whole number.")
        }
        return number
    }

    /// Sets what arrives.
    /// - Throws: ``StenoProtocolError`` for a rate or a number of channels that cannot be.
    func apply(to configuration: inout StenoConfiguration, model: ServedModel) throws(StenoProtocolError) {
        configuration.encoding = self.encoding
        configuration.isEncodingDeclared = true
        try configuration.apply(
            [("sample_rate", .number(Double(self.rate))), ("channels", .number(Double(self.channels)))], model: model)
    }
}
