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

    /// The failure in words for the user; tokens and passwords in the address are left out.
    var error: ModelStoreError {
        let host = Self.host(of: url)
        switch kind {
        case .status(let status) where status == 401 || status == 403:
            return ModelStoreError(
                .refused, "\(host) refused access (HTTP \(status))",
                remedy: "If the model is gated, accept its terms on the hub and set HF_TOKEN")
        case .status(404):
            return ModelStoreError(.refused, "\(host) has no such file or repository (HTTP 404)")
        case .status(let status):
            return ModelStoreError(.refused, "\(host) answered HTTP \(status)", remedy: "Try again later")
        case .transient, .cannotResume, .permanent:
            return ModelStoreError(
                .unreachable, "Cannot fetch from \(host): \(reason)",
                remedy: "Check the network, and https_proxy if you are behind a proxy; then try again")
        }
    }

    /// The host of an address, without user and password.
    static func host(of url: String) -> String {
        let afterScheme = url.split(separator: "://", maxSplits: 1).last ?? ""
        let authority = afterScheme.prefix { !"/?#".contains($0) }
        return String(authority.split(separator: "@").last ?? authority)
    }
}
