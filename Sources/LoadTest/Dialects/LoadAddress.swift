// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The address of a target's sessions.
enum LoadAddress {
    /// The user's address with the dialect's path, if the user gave none, and its parameters, but for those that the user gave.
    ///
    /// - Throws: ``LoadTestError`` if it is no address.
    static func make(_ url: String, for adapter: any DialectAdapter) throws(LoadTestError) -> String {
        guard var components = URLComponents(string: url), components.host?.isEmpty == false else {
            throw LoadTestError("\(url) is not the address of a server", remedy: "Write it as ws://127.0.0.1:8765")
        }
        if components.path.isEmpty || components.path == "/" { components.path = adapter.path }
        var items = components.queryItems ?? []
        for (name, value) in adapter.parameters where !items.contains(where: { $0.name == name }) {
            items.append(URLQueryItem(name: name, value: value))
        }
        components.queryItems = items.isEmpty ? nil : items
        guard let text = components.string else {
            throw LoadTestError("\(url) is not the address of a server", remedy: "Write it as ws://127.0.0.1:8765")
        }
        return text
    }
}
