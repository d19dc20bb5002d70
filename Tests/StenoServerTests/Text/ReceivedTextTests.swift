// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import StenoTesting
import Testing

@testable import ServerAccess
@testable import WireText

struct ReceivedTextTests {
    @Test(arguments: [
        "", "plain", "naïve café", "e\u{301}\u{316}\u{323}", "Việt", "สวัสดี", "קָמָץ", "👩‍👩‍👧‍👦",
        String(repeating: "e\u{301}", count: 1_000),
    ])
    func leavesTextOfPeopleAlone(text: String) {
        #expect(ReceivedText.bound(text).unicodeScalars.elementsEqual(text.unicodeScalars))
    }

    @Test func keeps30MarksInARow() {
        let text = "a" + String(repeating: "\u{301}\u{316}", count: 50) + "b\u{301}"
        let bounded = ReceivedText.bound(text)
        #expect(bounded.unicodeScalars.count == 1 + 30 + 2)
        #expect(bounded.unicodeScalars.last == "\u{301}")
    }

    @Test func cutsBetweenCodePoints() {
        #expect(ReceivedText.beginning(of: "aé今😀", bytes: 20) == "aé今😀")
        #expect(ReceivedText.beginning(of: "aé今😀", bytes: 9) == "aé今")
        #expect(ReceivedText.beginning(of: "é", bytes: 1) == "")
    }

    @Test func takesLittleTimeToCompare() {
        let text = ReceivedText.bound("language" + String(repeating: "\u{301}\u{316}", count: 16_000))
        let time = ProcessorTime.milliseconds {
            _ = text == "language\u{301}" || ["en": 1][text] != nil || text.split(separator: ",").count == 2
        }
        #expect(time < 1, "\(time) ms")
    }

    @Test func boundsHeadsOfRequestsBeforeAnythingReadsThem() throws {
        let channel = EmbeddedChannel(handler: RequestHeadHandler())
        let marks = String(repeating: "\u{301}\u{316}", count: 5_000)
        var head = HTTPRequest(method: .get, scheme: "http", authority: "a\(marks)", path: "/?a=\(marks)")
        head.headerFields[.origin] = "https://\(marks)"
        head.headerFields[.userAgent] = "ü"
        try channel.writeInbound(HTTPRequestPart.head(head))
        guard case .head(let bounded)? = try channel.readInbound(as: HTTPRequestPart.self) else {
            Issue.record("no head")
            return
        }
        let texts = [bounded.authority, bounded.path, bounded.headerFields[.origin]]
        #expect(texts.allSatisfy { ($0?.utf8.count ?? .max) < 100 })
        #expect(bounded.headerFields[.userAgent] == "ü")
        _ = try channel.finish()
    }
}
