// SPDX-License-Identifier: Apache-2.0

import CCurl
import NIOPosix

/// Fetches a server's metrics, over http or https, by libcurl.
struct MetricsClient: Sendable {
    private final class Answer {
        var bytes: [UInt8] = []
    }

    /// Larger answers are none of Steno's.
    private static let limit = 4 << 20
    private static let initialized = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// The server's address, with or without a path.
    let url: String
    let key: String?
    /// A PEM file with the certificates to trust; nil for the system's.
    let certificateAuthorities: String?

    /// The metrics of this moment.
    ///
    /// - Throws: ``CommandError`` if the server does not answer, or not with metrics.
    func fetch() async throws -> MetricSamples {
        let samples = try await NIOThreadPool.singleton.runIfActive { MetricSamples(text: try get()) }
        guard samples.value("steno_sessions_active") != nil else {
            throw CommandError("\(address) has no metrics of Steno", remedy: "Give the server's address with --url.")
        }
        return samples
    }

    private var address: String {
        let base = url.hasPrefix("ws") ? "http" + url.dropFirst(2) : url
        let slashes = base.firstRange(of: "://")?.upperBound ?? base.startIndex
        return base.prefix(upTo: base[slashes...].firstIndex { "/?#".contains($0) } ?? base.endIndex) + "/metrics"
    }

    private func get() throws -> String {
        guard Self.initialized, let handle = curl_easy_init() else {
            throw CommandError("libcurl cannot be initialized")
        }
        defer { curl_easy_cleanup(handle) }
        var headers: UnsafeMutablePointer<curl_slist>?
        if let key { headers = curl_slist_append(headers, "Authorization: Bearer \(key)") }
        defer { curl_slist_free_all(headers) }
        let texts: [(CURLoption, String?)] = [
            (CURLOPT_URL, address), (CURLOPT_PROTOCOLS_STR, "http,https"), (CURLOPT_USERAGENT, "steno"),
            (CURLOPT_CAINFO, certificateAuthorities),
        ]
        for case (let option, let text?) in texts { _ = steno_curl_set_string(handle, option, text) }
        for (option, number) in [(CURLOPT_NOSIGNAL, 1), (CURLOPT_TIMEOUT, 5)] {
            _ = steno_curl_set_long(handle, option, number)
        }
        _ = steno_curl_set_list(handle, CURLOPT_HTTPHEADER, headers)
        let answer = Answer()
        let result = withExtendedLifetime(answer) {
            _ = steno_curl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(answer).toOpaque())
            _ = steno_curl_set_write(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                guard let bytes, let context else { return 0 }
                let answer = Unmanaged<Answer>.fromOpaque(context).takeUnretainedValue()
                guard answer.bytes.count + size * count <= MetricsClient.limit else { return 0 }
                answer.bytes += UnsafeRawBufferPointer(start: bytes, count: size * count)
                return size * count
            }
            return curl_easy_perform(handle)
        }
        guard result == CURLE_OK else {
            throw CommandError(
                "\(address) does not answer (\(String(cString: curl_easy_strerror(result))))",
                remedy: "Check that the server runs, and the address given by --url.")
        }
        var status = 0
        _ = steno_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        guard status == 200 else { throw refusal(status) }
        return String(decoding: answer.bytes, as: UTF8.self)
    }

    private func refusal(_ status: Int) -> CommandError {
        status == 401 || status == 403
            ? CommandError(
                "\(address) denied access (HTTP \(status))",
                remedy: "Give a key with --api-key or in STENO_API_KEY.")
            : CommandError("\(address) answered HTTP \(status)", remedy: "Give the server's address with --url.")
    }
}
