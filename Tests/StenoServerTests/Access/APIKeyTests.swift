// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import ServerAccess
@testable import WireText

/// Keys, and what is kept of them.
struct APIKeyTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func aNewKeyHas256RandomBitsThatAreNotKept() throws {
        let (key, secret) = APIKey.generate(name: "web", created: Self.now)
        #expect(secret.hasPrefix("steno_") && secret.utf8.count == 6 + 43)
        #expect(Base64URL.decode(secret.dropFirst(6))?.count == 32)
        #expect(secret.hasPrefix(key.id) && key.id.count == 12)
        let kept = String(decoding: try JSONEncoder().encode(key), as: UTF8.self)
        #expect(!kept.contains(secret.dropFirst(12)))
        #expect(APIKey.generate(name: "web", created: Self.now).secret != secret)
    }

    @Test func aKeyIsFoundByItsWholeSecretOnly() {
        let made = (0..<5).map { APIKey.generate(name: "key \($0)", created: Self.now) }
        let ring = KeyRing(keys: made.map(\.key))
        for (key, secret) in made {
            #expect(ring.key(matching: secret) == key)
            #expect(ring.key(matching: String(secret.dropLast())) == nil)
            #expect(ring.key(matching: secret + "x") == nil)
            #expect(ring.key(matching: secret.uppercased()) == nil)
            #expect(ring.key(matching: key.sha256) == nil, "the hash is no key")
        }
        #expect(ring.key(matching: "") == nil)
    }

    @Test func theHashIsSHA256() {
        let key = APIKey(secret: "abc", id: "abc", name: "abc")
        // FIPS 180-2, appendix B.1.
        #expect(key.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func anExpiredKeyIsExpiredAtTheSecond() {
        let key = APIKey(secret: "secret", id: "id", name: "name", expires: Self.now)
        #expect(!key.isExpired(at: Self.now - 1))
        #expect(key.isExpired(at: Self.now))
        #expect(!APIKey(secret: "secret", id: "id", name: "name").isExpired(at: .distantFuture))
    }

    @Test func theEnvironmentHoldsKeysWithOrWithoutNames() throws {
        let (first, second) = (String(repeating: "a", count: 32), String(repeating: "b", count: 20))
        let keys = try APIKey.parse(environment: " web=\(first), \(second)\n")
        // The beginning of `printf bbbbbbbbbbbbbbbbbbbb | sha256sum`.
        #expect(keys.map(\.name) == ["web", "environment-efbe42620ff9"])
        #expect(KeyRing(keys: keys).key(matching: first)?.name == "web")
        #expect(KeyRing(keys: keys).key(matching: second)?.name == "environment-efbe42620ff9")
        #expect(try APIKey.parse(environment: "").isEmpty)
    }

    /// A key that moves up when another is revoked owns nothing of that one.
    @Test func bareKeyKeepsItsOwnerWhereverItStands() throws {
        let secrets = ["a", "b", "c"].map { String(repeating: $0, count: 32) }
        let all = try APIKey.parse(environment: secrets.joined(separator: ","))
        let rest = try APIKey.parse(environment: secrets[1...].joined(separator: ","))
        #expect(Array(all[1...]) == rest)
        #expect(Set(all.map(\.id)).count == 3 && all.allSatisfy { $0.id == $0.name })
        #expect(!rest.contains { $0.id == all[0].id })
    }

    @Test func exchangedKeyOfANameKeepsTheOwner() throws {
        let keys = try ["a", "b"].map { try APIKey.parse(environment: "web=\(String(repeating: $0, count: 32))") }
        #expect(keys[0][0].id == keys[1][0].id && keys[0][0].sha256 != keys[1][0].sha256)
    }

    @Test(arguments: [
        "brief", "web=brief", "a b c", "=aaaaaaaaaaaaaaaaaaaaaaaaa", "web=aaaaaaaaaaaaaaaaaaaaaa/bb",
        "aaaaaaaaaaaaaaaaaaaaaaaé",
        "x=aaaaaaaaaaaaaaaaaaaaaaaa,x=bbbbbbbbbbbbbbbbbbbbbbbbbb", "aaaaaaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaaaaa",
    ])
    func aPoorKeyOfTheEnvironmentIsRejectedWithoutBeingShown(text: String) {
        let error = #expect(throws: AccessError.self) { try APIKey.parse(environment: text) }
        #expect(error?.description.contains("STENO_API_KEYS") == true)
        for part in text.split(whereSeparator: { " ,=".contains($0) }) where part.count > 3 {
            #expect(error?.description.contains(part) == false)
        }
    }
}
