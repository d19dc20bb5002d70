// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Synchronization
import Testing

@testable import steno

/// Log lines for programs.
struct JSONLogHandlerTests {
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private static func logger(_ lines: Lines) -> Logger {
        Logger(label: "test") { _ in JSONLogHandler { lines.add($0) } }
    }

    @Test func aLineIsAnObjectWithTheMetadataByName() throws {
        let lines = Lines()
        var logger = Self.logger(lines)
        logger[metadataKey: "session"] = "a1"
        logger.info(
            "Session \"ended\"\n",
            metadata: [
                "seconds": .stringConvertible(1.25), "finals": .stringConvertible(3), "level": "taken",
                "list": ["a", .stringConvertible(2)], "more": ["x": "y/z"],
            ])
        let line = try #require(lines.all.first)
        let tail = """
            "level":"info","message":"Session \\"ended\\"\\n","finals":3,"_level":"taken","list":["a",2],\
            "more":{"x":"y/z"},"seconds":1.25,"session":"a1"}
            """
        #expect(line.hasSuffix(tail), "\(line)")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        let time = try #require(object["time"] as? String)
        #expect(time.hasSuffix("Z"))
        let date = try Date(time, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        #expect(abs(date.timeIntervalSinceNow) < 60)
    }

    @Test func theLevelCounts() {
        let lines = Lines()
        var logger = Self.logger(lines)
        logger.debug("not yet")
        logger.logLevel = .debug
        logger.debug("now")
        #expect(lines.all.count == 1)
    }
}
