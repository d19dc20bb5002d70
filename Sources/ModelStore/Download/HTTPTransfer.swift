// SPDX-License-Identifier: Apache-2.0

internal import CCurl

/// One GET request by libcurl; blocks the calling thread.
struct HTTPTransfer {
    private static let initialized = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    let settings: RemoteSettings

    /// Sends `request`, follows redirects, and hands the body to `sink`. Returns the address that answered in the end.
    ///
    /// - Throws: ``HTTPFailure``, or whatever `sink` throws.
    @discardableResult
    func get(_ request: HTTPRequest, into sink: any HTTPSink) throws -> String {
        guard Self.initialized, let handle = curl_easy_init() else {
            throw HTTPFailure(kind: .permanent, url: request.url, reason: "libcurl cannot be initialized")
        }
        defer { curl_easy_cleanup(handle) }
        var list: UnsafeMutablePointer<curl_slist>?
        for header in request.headers { list = curl_slist_append(list, header) }
        defer { curl_slist_free_all(list) }
        configure(handle, request, list)

        let receiver = Receiver(sink)
        let result = withExtendedLifetime(receiver) {
            _ = steno_curl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(receiver).toOpaque())
            _ = steno_curl_set_write(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                guard let bytes, let context else { return 0 }
                let receiver = Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue()
                return receiver.receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
            }
            return curl_easy_perform(handle)
        }
        if let error = receiver.error { throw error }
        guard result == CURLE_OK else { throw failure(result, handle, request) }
        return effectiveURL(handle) ?? request.url
    }

    private func configure(
        _ handle: UnsafeMutableRawPointer, _ request: HTTPRequest, _ headers: UnsafeMutablePointer<curl_slist>?
    ) {
        let texts: [(CURLoption, String?)] = [
            (CURLOPT_URL, request.url), (CURLOPT_PROTOCOLS_STR, "http,https"), (CURLOPT_USERAGENT, "steno"),
            (CURLOPT_CAINFO, settings.certificateFile), (CURLOPT_CAPATH, settings.certificateFolder),
        ]
        for case (let option, let text?) in texts { _ = steno_curl_set_string(handle, option, text) }
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_FOLLOWLOCATION, 1), (CURLOPT_MAXREDIRS, 10), (CURLOPT_FAILONERROR, 1), (CURLOPT_NOSIGNAL, 1),
            (CURLOPT_CONNECTTIMEOUT, settings.stallSeconds), (CURLOPT_LOW_SPEED_LIMIT, 1),
            (CURLOPT_LOW_SPEED_TIME, settings.stallSeconds), (CURLOPT_BUFFERSIZE, 256 << 10),
        ]
        for (option, number) in numbers { _ = steno_curl_set_long(handle, option, number) }
        _ = steno_curl_set_list(handle, CURLOPT_HTTPHEADER, headers)
        _ = steno_curl_set_offset(handle, CURLOPT_RESUME_FROM_LARGE, curl_off_t(request.offset))
    }

    private func failure(_ result: CURLcode, _ handle: UnsafeMutableRawPointer, _ request: HTTPRequest) -> HTTPFailure {
        var status = 0
        _ = steno_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        let address = effectiveURL(handle) ?? request.url
        let isElsewhere = HTTPFailure.host(of: address) != HTTPFailure.host(of: request.url)
        let kind: HTTPFailure.Kind =
            switch (result, status) {
            case (CURLE_RANGE_ERROR, _), (_, 416): .cannotResume
            case (CURLE_HTTP_RETURNED_ERROR, 408), (CURLE_HTTP_RETURNED_ERROR, 429): .transient
            case (CURLE_HTTP_RETURNED_ERROR, 500...599): .transient
            // A storage server that was redirected to: its signed address has expired, and the next one is new.
            case (CURLE_HTTP_RETURNED_ERROR, 401...403) where isElsewhere: .transient
            case (CURLE_HTTP_RETURNED_ERROR, _): .status(status)
            case (CURLE_COULDNT_RESOLVE_HOST, _), (CURLE_COULDNT_RESOLVE_PROXY, _), (CURLE_COULDNT_CONNECT, _):
                .permanent
            case (CURLE_PEER_FAILED_VERIFICATION, _), (CURLE_SSL_CACERT_BADFILE, _): .permanent
            case (CURLE_URL_MALFORMAT, _), (CURLE_UNSUPPORTED_PROTOCOL, _), (CURLE_TOO_MANY_REDIRECTS, _): .permanent
            default: .transient
            }
        let words = String(cString: curl_easy_strerror(result))
        let reason =
            result == CURLE_HTTP_RETURNED_ERROR ? "HTTP \(status)" : words.prefix(1).lowercased() + words.dropFirst()
        return HTTPFailure(
            kind: kind, url: address, reason: reason, page: request.page, hadToken: !request.headers.isEmpty)
    }

    private func effectiveURL(_ handle: UnsafeMutableRawPointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard steno_curl_get_string(handle, CURLINFO_EFFECTIVE_URL, &text) == CURLE_OK, let text else { return nil }
        return String(cString: text)
    }
}

/// Carries Swift's errors across libcurl.
private final class Receiver {
    private let sink: any HTTPSink
    private(set) var error: (any Error)?

    init(_ sink: any HTTPSink) {
        self.sink = sink
    }

    /// The count of bytes taken; another count than was offered makes libcurl stop.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        do {
            try sink.receive(bytes)
            return bytes.count
        } catch {
            self.error = error
            return bytes.isEmpty ? 1 : 0
        }
    }
}
