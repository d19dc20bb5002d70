// SPDX-License-Identifier: Apache-2.0

/// The text of the windows before one, which is its prompt: openai-whisper's `condition_on_previous_text`.
struct PreviousText {
    /// The temperature up to which a text is a prompt for the next.
    private static let warmest: Float = 0.5

    /// At most as many as a model uses.
    private(set) var tokens: [Int] = []

    /// Takes in the text of a window. One that was drawn at random, or repeats itself, would lead the next one astray: then
    /// nothing before counts any longer.
    mutating func take(_ text: [Int], temperature: Float, isLooping: Bool) {
        let isFit = temperature <= Self.warmest && !isLooping
        tokens = isFit ? (tokens + text).suffix(DecodingOptions.longestPrompt) : []
    }
}
