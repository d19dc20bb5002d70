// SPDX-License-Identifier: Apache-2.0

/// Which pages may use the server. A browser tells whose page it is that asks; other clients have no origin and are let
/// through, for they could claim any.
package struct OriginPolicy: Sendable, Equatable {
    /// The origins that are allowed beside the server's own.
    let allowed: [OriginPattern]
    /// Whether anybody who reaches the server may use it, and only this machine does: then its own origin must be a name
    /// of this machine, since any site may point a name of its own here (DNS rebinding), and pages of other local
    /// servers are let in like the local programs that serve them.
    let isLocalOnly: Bool

    package init(allowed: [OriginPattern], isLocalOnly: Bool) {
        self.allowed = allowed
        self.isLocalOnly = isLocalOnly
    }

    /// Whether a request may call the server by this name.
    ///
    /// Browsers send no `Origin` with a page's own GET requests: a page whose name was pointed here after it was loaded is
    /// noticed by the name alone.
    /// - Parameter host: the `Host` field; nil for none, which browsers always send.
    func admits(host: String?) -> Bool {
        guard self.isLocalOnly, let host else { return true }
        return Origin.isUnforgeable(hostField: host) || self.allowed.contains { $0.names(hostField: host) }
    }

    /// Whether a page may use the server.
    /// - Parameters:
    ///   - origin: the `Origin` field; nil for a client that is no browser.
    ///   - host: the `Host` field.
    func admits(origin: String?, host: String?) -> Bool {
        guard let origin else { return true }
        if self.allowed.contains(where: { $0.matches(origin) }) { return true }
        guard let host, let page = Origin(origin) else { return false }
        guard self.isLocalOnly else { return page.isSame(asHost: host) }
        guard Origin.isUnforgeable(hostField: host) else { return false }
        return page.isSame(asHost: host) || (page.isLoopback && Origin("http://\(host)")?.isLoopback == true)
    }
}
