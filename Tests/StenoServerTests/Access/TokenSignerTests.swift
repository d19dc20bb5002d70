// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Testing

@testable import ServerAccess
@testable import SessionRuntime
@testable import StenoServer

/// Short-lived tokens.
struct TokenSignerTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)
    private static let token = AccessToken(keyID: "steno_abc = é", expires: now + 60)
    private let signer: TokenSigner

    init() throws {
        self.signer = TokenSigner(secret: try TokenSecret(Array("0123456789abcdef0123456789abcdef".utf8)))
    }

    @Test func whatIsSignedIsReadAgain() throws {
        let text = self.signer.sign(Self.token)
        #expect(try self.signer.verify(text, at: Self.now) == Self.token)
        let isFitForSubprotocols = text.utf8.allSatisfy { byte in
            Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber
                || "-._".utf8.contains(byte)
        }
        #expect(isFitForSubprotocols)
    }

    @Test func tokenExpiresAtItsSecond() throws {
        let text = self.signer.sign(Self.token)
        #expect(try self.signer.verify(text, at: Self.now + 59.9) != nil)
        let error = #expect(throws: Rejection.self) { try self.signer.verify(text, at: Self.now + 60) }
        #expect(error?.code == .expiredKey)
    }

    @Test func oneByteIsEnoughToBreakIt() throws {
        let text = Array(self.signer.sign(Self.token))
        for index in text.indices.dropFirst("stenotoken_".count) {
            // Not to a letter whose bits differ only where base64's last letter has none.
            for change in [text[index] == "A" ? "Q" : "A", "."] as [Character] where text[index] != change {
                var forged = text
                forged[index] = change
                #expect(throws: Rejection.self, "\(index)") {
                    try self.signer.verify(String(forged), at: Self.now)
                }
            }
        }
        for broken in ["stenotoken_", "stenotoken_.", "stenotoken_abc", "stenotoken_abc.", "stenotoken_é.é"] {
            #expect(throws: Rejection.self) { try self.signer.verify(broken, at: Self.now) }
        }
    }

    @Test func aSecretIsLongAndNotShown() throws {
        #expect(throws: AccessError.self) { try TokenSecret(Array(repeating: 65, count: 31)) }
        var settings = AccessSettings(keys: [APIKey(secret: "secret", id: "id", name: "name")])
        settings.tokenSecret = try TokenSecret(Array(repeating: 65, count: 32))
        let application = StenoApplication(
            settings: ServerSettings(access: settings), model: ServedModel(name: "base", languages: ["en"]),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            makeSession: { configuration, id in ScriptedSession(id: id, configuration: configuration, script: nil) })
        for text in ["\(settings)", "\(ServerSettings(access: settings))", "\(application)"] {
            #expect(!text.contains("65, 65") && !text.contains(settings.keys[0].sha256))
        }
    }

    @Test func anotherServersTokenIsNone() throws {
        let text = TokenSigner(secret: nil).sign(Self.token)
        #expect(throws: Rejection.self) { try self.signer.verify(text, at: Self.now) }
        #expect(try self.signer.verify("steno_something", at: Self.now) == nil, "a key is no token")
    }
}
