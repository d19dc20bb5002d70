// SPDX-License-Identifier: Apache-2.0

/// What a WebM file says of one of its tracks.
struct WebMTrack {
    static let audio = 2

    var number = 0
    /// 1 for video, 2 for audio.
    var type = 0
    var codec = ""
    var codecPrivate: [UInt8] = []
    /// Whether its packets are compressed once more, or encrypted.
    var isEncoded = false
}
