// SPDX-License-Identifier: Apache-2.0

/// Why a transfer did not end well.
struct HTTPFailure: Error {
    /// What to do about it.
    enum Kind {
        /// Trying again may help: the connection broke, stalled, or the server is busy.
        case transient
        /// The server could not resume where it was asked to.
        case cannotResume
        /// The server answered with an error status.
        case status(Int)
        /// The host, the certificate or the address is wrong: trying again will not help.
        case permanent
    }

    var kind: Kind
    var url: String
    var reason: String
    /// A page of the hub for people to whom the address is denied.
    var page: String?
    /// Whether the request had an access token.
    var hadToken = false

    /// The failure in words for the user; tokens and passwords in the address are left out.
    var error: ModelStoreError {
        let host = Self.host(of: url)
        switch kind {
        case .status(let status) where status == 401 || status == 403:
            return ModelStoreError(.refused, "\(host) denied access (HTTP \(status))", remedy: remedy(status))
        case .status(404):
            return ModelStoreError(
                .refused, "\(host) has no such file, repository or revision (HTTP 404)",
                remedy: page.map { "Check the name at \($0)" })
        case .status(let status):
            return ModelStoreError(.refused, "\(host) answered HTTP \(status)", remedy: "Try again later")
        case .transient, .cannotResume, .permanent:
            return ModelStoreError(
                .unreachable, "Cannot fetch from \(host): \(reason)",
                remedy: "Check the network, and https_proxy if you are behind a proxy; then try again")
        }
    }

    private func remedy(_ status: Int) -> String {
        guard let page else { return "Check who may use the server" }
        switch (status, hadToken) {
        case (401, true):
            return
                "HF_TOKEN has expired, or belongs to no account: create another at \(Self.origin(of: page))/settings/tokens"
        case (_, true):
            return
                "Accept the model's terms at \(page) with the account of HF_TOKEN, whose rights must cover gated repositories"
        default:
            return
                "Check the name; if the model is gated, accept its terms at \(page) and set HF_TOKEN to a token of that account"
        }
    }

    /// Scheme and host of an address.
    private static func origin(of url: String) -> String {
        let scheme = url.split(separator: "://", maxSplits: 1).first ?? "https"
        return "\(scheme)://\(host(of: url))"
    }

    /// The host of an address, without user and password.
    static func host(of url: String) -> String {
        let afterScheme = url.split(separator: "://", maxSplits: 1).last ?? ""
        let authority = afterScheme.prefix { !"/?#".contains($0) }
        return String(authority.split(separator: "@").last ?? authority)
    }
}
