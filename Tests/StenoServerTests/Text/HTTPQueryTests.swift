// SPDX-License-Identifier: Apache-2.0

import SessionRuntime
import StenoTesting
import Testing
import Transcription

@testable import Dialects
@testable import WireText

/// Queries as clients write them, at a cost that grows no faster than their length.
struct HTTPQueryTests {
    @Test(
        arguments: [
            ("", []), ("&&", []), ("a", ["a", ""]), ("a=", ["a", ""]), ("=b", ["", "b"]), ("a=b=c", ["a", "b=c"]),
            ("a=1&&b=2&", ["a", "1", "b", "2"]), ("a+b=c+d", ["a b", "c d"]), ("a%20b=%C3%BC", ["a b", "ü"]),
            ("a=%2b%2B+", ["a", "++ "]), ("a=%", ["a", "%"]), ("a=%2", ["a", "%2"]), ("a=%zz%4", ["a", "%zz%4"]),
            ("a=%+5", ["a", "% 5"]), ("a=%26%3D", ["a", "&="]), ("a=%FF", ["a", "\u{FFFD}"]), ("ü=今", ["%C3%BC", "今"]),
            ("%c3%bc+=1", ["%c3%bc+", "1"]),
        ] as [(String, [String])])
    func isSplitAndDecoded(query: String, expected: [String]) {
        let found = HTTPQuery.parse(query).flatMap { name, value in
            if case .text(let text) = value { [name, text] } else { [name] }
        }
        #expect(found == expected)
    }

    @Test func leavesPlusSignsInPaths() {
        #expect(HTTPQuery.decode(path: "a+b%2Fc%+") == "a+b/c%+")
    }

    private static let attacks = [
        "&", "a&", "&a=", "&=", "&a=b", "&keyterm=", "&a=%CC%81", "%", "%2", "%20", "+", "=", "a", "&é=é", "é",
        "&e%CC%81%CC%96=",
    ]

    /// Five times as much takes about five times as long, 25 times where it is quadratic.
    @Test(arguments: attacks) func takesTimeInProportionToItsLength(piece: String) {
        func query(_ bytes: Int) -> String { String(repeating: piece, count: bytes / piece.utf8.count) }
        let (small, large) = (query(12_000), query(60_000))
        let model = ServedModel(name: "base", languages: ["en"])
        func read(_ query: String) {
            let parameters = HTTPQuery.parse(query)
            var configuration = StenoConfiguration()
            try? configuration.apply(parameters, model: model)
            _ = try? DeepgramOptions(query: parameters, model: model)
        }
        let time = ProcessorTime.growth(from: { read(small) }, to: { read(large) })
        #expect(time.ratio < 15, "\(time.small) ms, then \(time.large) ms, for \(piece)")
    }

    /// An empty parameter costs a fraction of what a long query of one word costs for each name.
    @Test func unknownNamesAreNotLookedAtForever() {
        let model = ServedModel(name: "base", languages: ["en"])
        var configuration = StenoConfiguration()
        let same = [(name: String, value: ParameterValue)](repeating: ("a", .text("")), count: 20_000)
        let time = ProcessorTime.growth(
            from: { for parameter in same { _ = StenoParameter(name: parameter.name) } },
            to: { try? configuration.apply(same, model: model) })
        #expect(configuration.warnings == ["Unknown parameter \"a\" is ignored."])
        // To write a warning for each takes more than ten times as long as to look for its name.
        #expect(time.ratio < 5, "\(time.small) ms, then \(time.large) ms")
    }
}
