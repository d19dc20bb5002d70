// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import ServerAccess

/// Which client a request is from.
struct ClientAddressTests {
    private static func find(
        _ peer: String, _ name: String, _ values: String..., trusting: [String], field: ForwardedField = .xForwardedFor
    ) throws -> String {
        var headers = HTTPFields()
        for value in values { headers.append(HTTPField(name: HTTPField.Name(name)!, value: value)) }
        let address = ClientAddress(trustedProxies: try trusting.map { try AddressRange($0) }, field: field)
        return address.find(peer: try #require(IPAddress(peer)), headers: headers).description
    }

    @Test func onlyTrustedProxiesAreBelieved() throws {
        let name = "X-Forwarded-For"
        #expect(try Self.find("203.0.113.9", name, "192.0.2.1", trusting: []) == "203.0.113.9")
        #expect(try Self.find("203.0.113.9", name, "192.0.2.1", trusting: ["10.0.0.0/8"]) == "203.0.113.9")
        #expect(try Self.find("10.1.2.3", name, "192.0.2.1", trusting: ["10.0.0.0/8"]) == "192.0.2.1")
    }

    @Test func theListIsReadFromItsEnd() throws {
        let name = "X-Forwarded-For"
        let trusted = ["10.0.0.0/8", "::1"]
        // The client made up the first two.
        #expect(
            try Self.find("::1", name, "198.51.100.7, 10.9.9.9, 192.0.2.1, 10.0.0.2", trusting: trusted) == "192.0.2.1")
        #expect(try Self.find("::1", name, "198.51.100.7", "192.0.2.1", trusting: trusted) == "192.0.2.1")
        #expect(try Self.find("::1", name, "10.0.0.2", trusting: trusted) == "10.0.0.2", "all are proxies")
        #expect(try Self.find("::1", name, trusting: trusted) == "::1")
    }

    @Test(arguments: ["unknown", "", "_hidden", "300.1.1.1", "192.0.2.1, ", "1.2.3.4:99999"])
    func whatCannotBeReadCountsAsTheProxy(value: String) throws {
        #expect(try Self.find("10.0.0.1", "X-Forwarded-For", value, trusting: ["10.0.0.0/8"]) == "10.0.0.1")
    }

    @Test(arguments: [
        ("192.0.2.1:4711", "192.0.2.1"), ("[2001:db8::1]:443", "2001:db8::1"), ("2001:DB8::1", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ])
    func addressesComeInSeveralForms(value: String, address: String) throws {
        #expect(try Self.find("10.0.0.1", "X-Forwarded-For", value, trusting: ["10.0.0.0/8"]) == address)
    }

    @Test func theStandardFieldIsReadWhereItIsAskedForAndOnlyThere() throws {
        let value = #"for=198.51.100.7, proto=https;For="[2001:db8::7]:4711";by=10.0.0.1, for=10.0.0.2"#
        let trusted = ["10.0.0.0/8"]
        #expect(try Self.find("10.0.0.1", "Forwarded", value, trusting: trusted, field: .forwarded) == "2001:db8::7")
        #expect(try Self.find("10.0.0.1", "Forwarded", value, trusting: trusted) == "10.0.0.1")
        #expect(
            try Self.find("10.0.0.1", "X-Forwarded-For", "1.2.3.4", trusting: trusted, field: .forwarded) == "10.0.0.1")
        #expect(
            try Self.find("10.0.0.1", "Forwarded", "for=unknown", trusting: trusted, field: .forwarded) == "10.0.0.1")
        #expect(
            try Self.find("10.0.0.1", "Forwarded", "by=1.2.3.4", trusting: trusted, field: .forwarded) == "10.0.0.1")
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.0", false), ("192.0.2.1", "192.0.2.1", true),
        ("192.0.2.1", "192.0.2.2", false), ("192.0.2.0/25", "192.0.2.127", true),
        ("192.0.2.0/25", "192.0.2.128", false),
        ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "8.8.8.8", true),
        ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
    ])
    func rangesAreCompared(range: String, address: String, isIn: Bool) throws {
        #expect(try AddressRange(range).contains(try #require(IPAddress(address))) == isIn)
    }

    @Test(arguments: ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "::/129", "localhost", "10.0.0.0/", "1.2.3.4/8/8"])
    func whatIsNoRangeIsRejected(text: String) {
        #expect(throws: AccessError.self) { try AddressRange(text) }
    }

    @Test func clientsOfOneIPv6NetworkCountTogether() throws {
        let one = try #require(IPAddress("2001:db8:1:2:3::4")).network
        #expect(one == IPAddress("2001:db8:1:2:ffff::")?.network)
        #expect(one != IPAddress("2001:db8:1:3::4")?.network)
        #expect(IPAddress("192.0.2.1")?.network != IPAddress("192.0.2.2")?.network)
        #expect(IPAddress("::1")?.isLoopback == true && IPAddress("127.8.8.8")?.isLoopback == true)
        #expect(IPAddress("128.0.0.1")?.isLoopback == false && IPAddress("::")?.isLoopback == false)
    }
}
