import Testing

@testable import Whisper

struct WordAlignerTests {
    /// Against sorting, rows of every length.
    @Test func medianOfSeven() {
        var random = SplitMix64(seed: 7)
        for count in 1..<60 {
            let row = (0..<count).map { _ in Float(random.next() % 20) }
            let expected = row.indices.map { center in
                count <= 3
                    ? row[center]
                    : (-3...3).map { offset in
                        let at = abs(center + offset)
                        return row[at < count ? at : 2 * (count - 1) - at]
                    }.sorted()[3]
            }
            #expect(WordAligner.medianFilter(row[...]) == expected)
        }
    }
}
