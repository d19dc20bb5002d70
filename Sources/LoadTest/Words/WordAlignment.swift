// SPDX-License-Identifier: Apache-2.0

/// Which word that was said a recognized word stands for: the path of the least word errors.
public struct WordAlignment: Sendable {
    /// For each recognized word the position of the word that was said; nil where none was.
    public let references: [Int?]

    private enum Step: UInt8 {
        case both, insertion, deletion
    }

    /// Aligns the two. Takes a byte for each pair of words.
    public init(reference: [String], hypothesis: [String]) {
        let (said, heard) = WordErrors.numbered(reference, hypothesis)
        let width = heard.count + 1
        var steps = [Step](repeating: .insertion, count: (said.count + 1) * width)
        var row = Array(0...heard.count)
        for index in said.indices {
            var diagonal = row[0]
            row[0] = index + 1
            steps[(index + 1) * width] = .deletion
            for column in heard.indices {
                let both = diagonal + (said[index] == heard[column] ? 0 : 1)
                let insertion = row[column] + 1
                let deletion = row[column + 1] + 1
                let cost = min(both, insertion, deletion)
                // Of equal paths the one that gives recognized words to the earlier spoken ones.
                steps[(index + 1) * width + column + 1] =
                    cost == deletion ? .deletion : cost == both ? .both : .insertion
                diagonal = row[column + 1]
                row[column + 1] = cost
            }
        }
        references = Self.path(steps, said.count, heard.count)
    }

    private static func path(_ steps: [Step], _ saidCount: Int, _ heardCount: Int) -> [Int?] {
        var references = [Int?](repeating: nil, count: heardCount)
        var (said, heard) = (saidCount, heardCount)
        while said > 0 || heard > 0 {
            switch steps[said * (heardCount + 1) + heard] {
            case .both:
                said -= 1
                heard -= 1
                references[heard] = said
            case .insertion: heard -= 1
            case .deletion: said -= 1
            }
        }
        return references
    }
}
