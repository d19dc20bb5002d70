// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import WireText

/// A file of the web page, built into the program.
struct PageFile: Sendable {
    /// The files by name; a test compares them with the folder.
    static let all: [String: PageFile] = [
        "index.html": PageFile(PackageResources.index_html, "text/html; charset=utf-8"),
        "style.css": PageFile(PackageResources.style_css, "text/css; charset=utf-8"),
        "app.js": PageFile(PackageResources.app_js, Self.script),
        "backlog.js": PageFile(PackageResources.backlog_js, Self.script),
        "captions.js": PageFile(PackageResources.captions_js, Self.script),
        "capture-worklet.js": PageFile(PackageResources.capture_worklet_js, Self.script),
        "exports.js": PageFile(PackageResources.exports_js, Self.script),
        "history.js": PageFile(PackageResources.history_js, Self.script),
        "keeper.js": PageFile(PackageResources.keeper_js, Self.script),
        "key.js": PageFile(PackageResources.key_js, Self.script),
        "meter.js": PageFile(PackageResources.meter_js, Self.script),
        "notices.js": PageFile(PackageResources.notices_js, Self.script),
        "recorder.js": PageFile(PackageResources.recorder_js, Self.script),
        "refusal.js": PageFile(PackageResources.refusal_js, Self.script),
        "session.js": PageFile(PackageResources.session_js, Self.script),
        "settings.js": PageFile(PackageResources.settings_js, Self.script),
        "sources.js": PageFile(PackageResources.sources_js, Self.script),
        "store.js": PageFile(PackageResources.store_js, Self.script),
        "subtitles.js": PageFile(PackageResources.subtitles_js, Self.script),
        "transcript.js": PageFile(PackageResources.transcript_js, Self.script),
        "icon.svg": PageFile(PackageResources.icon_svg, "image/svg+xml"),
    ]

    private static let script = "text/javascript; charset=utf-8"

    /// All comes from this server and goes to it, sockets too: 'self' covers ws and wss to the page's own host and port.
    private static let policy = [
        "default-src 'none'", "script-src 'self'", "worker-src 'self'", "style-src 'self'", "img-src 'self' data:",
        "media-src 'self' blob:", "connect-src 'self'", "base-uri 'none'", "form-action 'none'",
        "frame-ancestors 'self'",
    ].joined(separator: "; ")

    private let content: ByteBuffer
    private let contentType: String
    private let entityTag: String

    private init(_ bytes: [UInt8], _ contentType: String) {
        self.content = ByteBuffer(bytes: bytes)
        self.contentType = contentType
        // FNV-1a: tells versions of a file apart, no more.
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        self.entityTag = "\"\(String(hash, radix: 16))\""
    }

    /// The file, or 304 when the browser has this version of it.
    func response(to request: Request) -> Response {
        var headers: HTTPFields = [
            .contentType: self.contentType,
            .eTag: self.entityTag,
            .cacheControl: "no-cache",
            .contentSecurityPolicy: Self.policy,
            .xContentTypeOptions: "nosniff",
        ]
        headers[.referrerPolicy] = "no-referrer"
        let known = request.headers[values: .ifNoneMatch].filter(\.isASCII).flatMap { $0.split(ascii: ",") }
        if known.contains(where: { $0.contains(self.entityTag) || $0 == "*" }) {
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: self.content))
    }
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
