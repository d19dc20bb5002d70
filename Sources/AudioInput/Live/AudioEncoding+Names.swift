// SPDX-License-Identifier: Apache-2.0

extension AudioEncoding {
    /// The encoding that a name stands for, in any case: ours, or one of ffmpeg, ALSA, OpenAI, Deepgram and others that means one only.
    public init?(spelled text: String) {
        guard let name = Self.plain(text) else { return nil }
        guard let encoding = Self(rawValue: name) ?? Self.otherNames[name] else { return nil }
        self = encoding
    }

    /// What was probably meant by a name that is none, or stands for several.
    public static func suggestion(for text: String) -> AudioEncoding? { Self.plain(text).flatMap { Self.meanings[$0] } }

    /// In bytes: what is longer is no name, and not read.
    private static let longestName = 32

    /// In lower case and without what stands between the parts.
    private static func plain(_ text: String) -> String? {
        guard text.utf8.count <= Self.longestName else { return nil }
        return String(text.lowercased().filter { !"-_. ".contains($0) })
    }

    private static let otherNames: [String: AudioEncoding] = [
        "f32le": .f32, "float": .f32, "float32": .f32, "float32le": .f32, "floatle": .f32, "pcmf32": .f32,
        "pcmf32le": .f32,
        "int16": .s16, "i16": .s16, "linear16": .s16, "pcm16": .s16, "pcms16": .s16, "pcms16le": .s16, "pcm16le": .s16,
        "s16le": .s16, "int16le": .s16, "i16le": .s16,
        "i32": .s32, "int32": .s32, "int32le": .s32, "i32le": .s32, "pcms32": .s32, "pcms32le": .s32, "s32le": .s32,
        "uint8": .u8, "pcmu8": .u8,
        "g711ulaw": .mulaw, "g711mulaw": .mulaw, "mulaw8": .mulaw, "pcmmulaw": .mulaw, "pcmu": .mulaw, "ulaw": .mulaw,
        "g711alaw": .alaw, "pcma": .alaw, "pcmalaw": .alaw,
        "wave": .wav, "oggopus": .ogg, "webmopus": .webm, "mpeg": .mp3,
    ]

    /// Names of several kinds of samples, and of some that are none of ours.
    private static let meanings: [String: AudioEncoding] = [
        "pcm": .s16, "raw": .s16, "16bit": .s16, "16": .s16, "l16": .s16, "linear": .s16, "lpcm": .s16, "s16be": .s16,
        "pcms16be": .s16, "signed16": .s16, "short": .s16, "u16": .s16, "u16le": .s16, "pcm24": .s32, "s24": .s32,
        "s24le": .s32, "linear32": .f32, "pcm32": .s32, "f64": .f32, "f64le": .f32, "float64": .f32, "double": .f32,
        "f32be": .f32, "s32be": .s32, "s8": .u8, "int8": .u8, "pcm8": .u8, "8bit": .u8, "vorbis": .ogg,
        "matroska": .webm,
        "mkv": .webm, "g711": .mulaw, "law": .mulaw, "riff": .wav,
    ]
}
