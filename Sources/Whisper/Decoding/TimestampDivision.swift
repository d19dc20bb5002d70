// SPDX-License-Identifier: Apache-2.0

/// A window's text divided at its pairs of timestamps, and how far the next window moves on.
struct TimestampDivision {
    struct Piece: Equatable {
        var tokens: [Int]
        /// Samples from the start of the window.
        var range: Range<Int>
    }

    private static let samplesPerTimestamp = 320

    private(set) var pieces: [Piece] = []
    /// Samples to the start of the next window, at least one.
    private(set) var advance: Int

    /// The whole text as one piece.
    init(whole tokens: [Int], length: Int) {
        pieces = tokens.isEmpty ? [] : [Piece(tokens: tokens, range: 0..<length)]
        advance = max(1, length)
    }

    init(tokens: [Int], tokenizer: Tokenizer, length: Int) {
        func time(_ token: Int) -> Int {
            min(length, max(0, token - tokenizer.timestampBegin) * Self.samplesPerTimestamp)
        }
        let pairs = tokens.indices.dropFirst().filter {
            tokenizer.isTimestamp(tokens[$0 - 1]) && tokenizer.isTimestamp(tokens[$0])
        }
        let endsClosed =
            tokens.count >= 2 && !tokenizer.isTimestamp(tokens[tokens.count - 2])
            && tokenizer.isTimestamp(tokens[tokens.count - 1])
        guard !pairs.isEmpty else {
            // One text: it ends at its last timestamp, but the window is used up.
            let end = tokens.last(where: tokenizer.isTimestamp).map(time) ?? 0
            pieces = tokens.isEmpty ? [] : [Piece(tokens: tokens, range: 0..<(end > 0 ? end : length))]
            advance = max(1, length)
            return
        }
        var start = 0
        for end in pairs + (endsClosed ? [tokens.count] : []) {
            let piece = Array(tokens[start..<end])
            let begin = piece.first.map(time) ?? 0
            pieces.append(Piece(tokens: piece, range: begin..<max(begin, piece.last.map(time) ?? begin)))
            start = end
        }
        // Text after the last pair is cut off by the window: the next one begins in front of it.
        advance = max(1, endsClosed ? length : time(tokens[start - 1]))
    }
}
