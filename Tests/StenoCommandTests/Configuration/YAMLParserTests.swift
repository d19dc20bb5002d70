// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import steno

/// Configuration files as they are written by hand.
struct YAMLParserTests {
    private static func problem(_ text: String) -> String {
        do {
            return "read as \(try YAMLParser.entries(of: text, file: "steno.yaml"))"
        } catch {
            return "\(error)"
        }
    }

    @Test func namesAndValuesAreReadWithTheirLines() throws {
        let entries = try YAMLParser.entries(
            of: """
                # where
                host: 0.0.0.0
                port: 8080   # not 80

                model: "a \\"b\\": c"
                threads:
                allowed-origins: [https://a.example, 'https://b.example']
                more:
                  - 1
                  - two
                tls: {certificate: /etc/cert.pem}
                """, file: "steno.yaml")
        #expect(
            entries == [
                YAMLEntry(key: "host", values: ["0.0.0.0"], isList: false, line: 2),
                YAMLEntry(key: "port", values: ["8080"], isList: false, line: 3),
                YAMLEntry(key: "model", values: ["a \"b\": c"], isList: false, line: 5),
                YAMLEntry(
                    key: "allowed-origins", values: ["https://a.example", "https://b.example"], isList: true, line: 7),
                YAMLEntry(key: "more", values: ["1", "two"], isList: true, line: 8),
                YAMLEntry(key: "tls-certificate", values: ["/etc/cert.pem"], isList: false, line: 11),
            ])
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "{}", "---\n...\n"])
    func anEmptyFileSetsNothing(text: String) throws {
        #expect(try YAMLParser.entries(of: text, file: "steno.yaml").isEmpty)
    }

    @Test func mistakesAreNamedWithTheirLines() {
        #expect(Self.problem("host: a\nhost: b").contains("steno.yaml, line 2: host is set again, after line 1"))
        #expect(Self.problem("- a\n- b").contains("line 1: it is not a list of names and values"))
        #expect(Self.problem("port 80\n").contains("line 1: it is not a list of names and values"))
        #expect(Self.problem("a: b\nport: [1, 2").contains("this is not YAML"))
        #expect(Self.problem("a: 'b\n").contains("this is not YAML"))
        #expect(Self.problem("a:\n\tb: c\n").contains("line 2: this is not YAML"))
        #expect(Self.problem("a: [[1]]").contains("line 1: a has a value that is not text"))
        #expect(Self.problem("a: &x 1\nb: *x").contains("line 2: b has a value of an unknown kind"))
        #expect(Self.problem("[a]: b").contains("line 1: a name must be text"))
        #expect(Self.problem("a: 1\n---\nb: 2\n").contains("it is not a list of names and values"))
    }

    @Test func deepFilesAreRejectedNotFollowed() {
        let text = (0..<10_000).map { _ in "{a: " }.joined() + "1" + String(repeating: "}", count: 10_000)
        #expect(Self.problem(text).contains("steno.yaml, line 1"))
    }

    @Test func anyBytesAreReadOrRejected() {
        var generator = SystemRandomNumberGenerator()
        let characters = Array("a: -[]{}\"'\\\n\t#&*!|>%@0\u{0}\u{FEFF}é")
        for _ in 0..<5_000 {
            let length = Int.random(in: 0...60, using: &generator)
            let text = String((0..<length).map { _ in characters.randomElement(using: &generator)! })
            _ = Self.problem(text)
        }
    }
}
