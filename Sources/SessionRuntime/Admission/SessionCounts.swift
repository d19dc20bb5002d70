// SPDX-License-Identifier: Apache-2.0

/// How many sessions are open: in all, with each key and from each address. A plain value.
package struct SessionCounts: Equatable {
    /// Whose a session is, as far as it is counted.
    package struct Client: Hashable {
        /// The id of the key; nil without one.
        package var key: String?
        /// The address, or its network; nil where nobody knows.
        package var address: String?

        package init(key: String? = nil, address: String? = nil) {
            self.key = key
            self.address = address
        }
    }

    /// What is full.
    package enum Limit: Error, Equatable {
        case all(Int)
        case key(Int)
        case address(Int)
    }

    package private(set) var all = 0
    private var keys: [String: Int] = [:]
    private var addresses: [String: Int] = [:]

    /// Counts none.
    package init() {}

    /// Counts a session in, or several that stand and fall together.
    /// - Throws: the first limit that is reached; then nothing is counted.
    package mutating func enter(
        _ client: Client, count: Int = 1, limit: Int, keyLimit: Int?, addressLimit: Int?
    ) throws(Limit) {
        // A client that has enough of its own learns that first: trying again elsewhere would not help.
        if let key = client.key, let keyLimit, self.keys[key, default: 0] + count > keyLimit { throw .key(keyLimit) }
        if let address = client.address, let addressLimit, self.addresses[address, default: 0] + count > addressLimit {
            throw .address(addressLimit)
        }
        guard self.all + count <= limit else { throw .all(limit) }
        self.all += count
        if let key = client.key { self.keys[key, default: 0] += count }
        if let address = client.address { self.addresses[address, default: 0] += count }
    }

    /// Counts it out again.
    package mutating func leave(_ client: Client, count: Int = 1) {
        self.all -= count
        if let key = client.key { Self.decrease(&self.keys, key, by: count) }
        if let address = client.address { Self.decrease(&self.addresses, address, by: count) }
    }

    // Nothing is kept of those who are gone, or memory would grow with every address ever seen.
    private static func decrease<Key>(_ counts: inout [Key: Int], _ key: Key, by count: Int) {
        let left = counts[key, default: 0] - count
        counts[key] = left > 0 ? left : nil
    }
}
