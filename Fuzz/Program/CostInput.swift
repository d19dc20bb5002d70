// SPDX-License-Identifier: Apache-2.0

/// Makes inputs of those that are there: longer, nested, joined, strewn with what is known to be slow.
struct CostInput {
    private static let pieces: [[UInt8]] =
        [
            "[", "{\"a\":", "[]", "{}", "{\"a\":1},", "1,", "\"\",", "\\u0301", "\\n", "\"", "'", "(", "<", " ", "\t",
            "\n", "\r\n", "\r", "&", "=",
            "&a=", "&keyterm=", "&a=%CC%81", "%CC%81%CC%96", "%", "%20", "+", ",", ";", ":", ".", "/", "-", "--x\r\n",
            "\r\n--x\r\n", "0", "9", "1e9", "a", "A",
            "é", "\u{301}\u{316}", "e\u{301}\u{316}", "\u{200D}", "😀", "👩‍👩‍👧‍👦", "今", "\u{1100}\u{1161}", "\u{FFFD}",
            "for=\"[::1]\",", "a,", "a;", "a=b;", "\\\"",
            "\u{0}", "token.", "X: y\r\n",
        ].map { Array($0.utf8) } + [
            [0xFF], [0xCC], [0xF0, 0x9F], [0x80], [0xFF, 0xF8], [0x1A, 0x45, 0xDF, 0xA3], [0xA3, 0x81, 0x00],
            Array("OggS".utf8),
        ]
    private static let pairs: [(String, String)] = [
        ("[", "]"), ("{\"a\":", "}"), ("[[],", "]"), ("(", ")"), ("\"", "\""), ("[\"", "\"]"), ("%", "%"),
    ]
    static let smallest = 4 * 1024
    static let largest = 64 * 1024

    private var chance = SystemRandomNumberGenerator()

    /// An input made of others.
    mutating func make(of inputs: [[UInt8]]) -> [UInt8] {
        let size = [Self.smallest, Self.smallest, 16 * 1024, Self.largest].randomElement(using: &chance)!
        var input = inputs.randomElement(using: &chance) ?? []
        for _ in 0..<Int.random(in: 1...3, using: &chance) {
            switch Int.random(in: 0..<7, using: &chance) {
            case 0, 1, 2: input = insert(self.block(of: size, inputs), into: input)
            case 3: input = self.fill(size, with: [input.isEmpty ? [0] : input])
            case 4:
                let (opening, closing) = Self.pairs.randomElement(using: &chance)!
                let depth = [8, 16, 100, 500, size / 2].randomElement(using: &chance)!
                let middle = self.fill(depth, with: [Array(opening.utf8)], count: depth)
                input = insert(middle + self.fill(depth, with: [Array(closing.utf8)], count: depth), into: input)
            case 5: input += inputs.randomElement(using: &chance) ?? []
            default: self.mutate(&input)
            }
        }
        if input.count < Self.smallest { input = insert(self.block(of: size, inputs), into: input) }
        return Array(input.prefix(Self.largest))
    }

    /// A long piece of one or two short ones, or of anything.
    private mutating func block(of size: Int, _ inputs: [[UInt8]]) -> [UInt8] {
        switch Int.random(in: 0..<8, using: &chance) {
        case 0: return (0..<size).map { _ in UInt8.random(in: 0x20..<0x7F, using: &chance) }
        case 1: return (0..<size).map { _ in UInt8.random(in: 0...255, using: &chance) }
        case 2:
            let source = inputs.randomElement(using: &chance) ?? [0]
            let start = Int.random(in: 0...source.count, using: &chance)
            let slice = Array(source[start..<min(source.count, start + .random(in: 1...64, using: &chance))])
            return self.fill(size, with: [slice.isEmpty ? [0x20] : slice])
        case 3: return self.fill(size, with: (0..<3).map { _ in Self.pieces.randomElement(using: &chance)! })
        default: return self.fill(size, with: [Self.pieces.randomElement(using: &chance)!])
        }
    }

    private func fill(_ size: Int, with pieces: [[UInt8]], count: Int = .max) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = 0
        while bytes.count < size || count != .max, index < count, bytes.count < Self.largest {
            bytes += pieces[index % pieces.count]
            index += 1
        }
        return bytes
    }

    /// Puts a block in, best where a text or a value begins.
    private mutating func insert(_ block: [UInt8], into input: [UInt8]) -> [UInt8] {
        let marks = input.indices.filter { "\"=:,; {[\n".utf8.contains(input[$0]) }.map { $0 + 1 }
        let isAnywhere = marks.isEmpty || Int.random(in: 0..<4, using: &chance) == 0
        let place = isAnywhere ? Int.random(in: 0...input.count, using: &chance) : marks.randomElement(using: &chance)!
        return input[..<place] + block + input[place...]
    }

    private mutating func mutate(_ input: inout [UInt8]) {
        guard !input.isEmpty else { return }
        for _ in 0..<Int.random(in: 1...8, using: &chance) {
            input[Int.random(in: 0..<input.count, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
        }
    }
}
