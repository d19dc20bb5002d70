// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ServerAccess

/// Which pages may use a server.
struct OriginTests {
    private static func policy(_ allowed: String..., isLocalOnly: Bool = false) throws -> OriginPolicy {
        OriginPolicy(allowed: try allowed.map { try OriginPattern($0) }, isLocalOnly: isLocalOnly)
    }

    @Test(arguments: [
        (nil, "steno.example", true), (nil, nil, true), ("https://steno.example", "steno.example", true),
        ("https://steno.example", "STENO.example:443", true), ("http://steno.example:8765", "steno.example:8765", true),
        ("http://[::1]:8765", "[::1]:8765", true), ("https://evil.example", "steno.example", false),
        ("https://steno.example.evil.example", "steno.example", false),
        ("http://steno.example:81", "steno.example", false),
        ("null", "steno.example", false), ("https://steno.example", nil, false), ("", "steno.example", false),
        ("file://", "steno.example", false), ("https://steno.example:x", "steno.example", false),
        ("chrome-extension://abc", "abc", false), ("https://a@steno.example", "a@steno.example", false),
    ])
    func theServersOwnPageMay(origin: String?, host: String?, isAdmitted: Bool) throws {
        #expect(try Self.policy().admits(origin: origin, host: host) == isAdmitted)
    }

    @Test func soMayThoseOfTheList() throws {
        let policy = try Self.policy("https://app.example", "http://dev.example:*")
        for (origin, isAdmitted) in [
            ("https://app.example", true), ("https://APP.example:443", true), ("http://app.example", false),
            ("https://sub.app.example", false), ("http://dev.example", true), ("http://dev.example:3000", true),
            ("https://dev.example:3000", false), ("null", false),
        ] {
            #expect(policy.admits(origin: origin, host: "steno.example") == isAdmitted, "\(origin)")
        }
        #expect(try Self.policy("null").admits(origin: "null", host: "steno.example"))
        #expect(try Self.policy("*").admits(origin: "https://anything.example", host: "steno.example"))
    }

    @Test(arguments: [
        ("http://localhost:8765", "localhost:8765", true), ("http://127.0.0.1:8765", "127.0.0.1:8765", true),
        // A page of another local server.
        ("http://localhost:3000", "127.0.0.1:8765", true), ("http://steno.localhost", "[::1]:8765", true),
        // A page of the web, and one whose name was pointed here after it was loaded.
        ("https://evil.example", "127.0.0.1:8765", false), ("http://evil.example:8765", "evil.example:8765", false),
        ("http://localhost.evil.example:8765", "localhost.evil.example:8765", false), ("null", "localhost:8765", false),
        ("http://192.0.2.1:8765", "127.0.0.1:8765", false),
    ])
    func onTheLoopbackWithoutKeysItMustBeThisMachines(origin: String, host: String, isAdmitted: Bool) throws {
        #expect(try Self.policy(isLocalOnly: true).admits(origin: origin, host: host) == isAdmitted)
    }

    @Test(arguments: [
        ("localhost:8765", true), ("127.0.0.1:8765", true), ("[::1]:8765", true), ("steno.localhost", true),
        ("192.0.2.1", true), ("LOCALHOST", true), ("evil.example:8765", false), ("localhost.evil.example", false),
        ("127.0.0.1.evil.example", false), ("localhost@evil.example", false), ("evil.example:80:80", false),
        ("", false), ("localhost.", false), ("app.example:8080", true), ("sub.app.example", false),
    ])
    func localServerAnswersToItsOwnNamesOnly(host: String, isAdmitted: Bool) throws {
        #expect(try Self.policy("https://app.example", isLocalOnly: true).admits(host: host) == isAdmitted)
        #expect(try Self.policy("https://app.example").admits(host: host))
    }

    @Test func nameOfAnyOriginIsAllowedWhereAllOriginsAre() throws {
        #expect(try Self.policy("*", isLocalOnly: true).admits(host: "evil.example"))
        #expect(try Self.policy("null", isLocalOnly: true).admits(host: "evil.example") == false)
        #expect(try Self.policy("http://dev.example:*", isLocalOnly: true).admits(host: "dev.example:3000"))
        #expect(try Self.policy(isLocalOnly: true).admits(host: nil))
    }

    @Test(arguments: [
        "", "app.example", "https://app.example/path", "https://", "ftp://app.example", "https://a b", "**",
    ])
    func whatIsNoOriginIsRejected(text: String) {
        let error = #expect(throws: AccessError.self) { try OriginPattern(text) }
        #expect(error?.description.contains("https://app.example.com") == true)
    }
}
