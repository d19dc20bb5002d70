// SPDX-License-Identifier: Apache-2.0

import Crypto
import SessionRuntime
import WireText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Signs tokens with HMAC-SHA256 and checks the signatures, so that nothing about them need be kept.
///
/// A token is `stenotoken_BODY.SIGNATURE`, both in base64 for URLs; the body is the time of its end and the
/// key's id, then perhaps what a session begins with. One for OpenAI's clients has `ek_` before it, which they ask for.
struct TokenSigner: Sendable {
    private static let marker = "stenotoken_"

    private let secret: SymmetricKey

    /// - Parameter secret: what to sign with; nil for random bytes, whose tokens end with the process.
    init(secret: TokenSecret?) {
        self.secret = secret.map { SymmetricKey(data: $0.bytes) } ?? SymmetricKey(size: .bits256)
    }

    /// The token as it is sent.
    func sign(_ token: AccessToken) -> String {
        let body =
            Self.marker + Base64URL.encode(Array(Self.content(of: token).utf8))
        let signature = HMAC<SHA256>.authenticationCode(for: Array(body.utf8), using: self.secret)
        return "\(body).\(Base64URL.encode(Array(signature)))"
    }

    /// What a token says; nil for a text that is no token, and so perhaps a key.
    /// - Throws: ``Rejection`` for a token that is forged, of another server, or over.
    func verify(_ text: String, at now: Date) throws(Rejection) -> AccessToken? {
        let text = text.hasPrefix("ek_\(Self.marker)") ? text.dropFirst(3) : text[...]
        guard text.hasPrefix(Self.marker) else { return nil }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let signature = Base64URL.decode(parts[1]),
            HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: Array(parts[0].utf8), using: self.secret),
            let token = Self.read(parts[0].dropFirst(Self.marker.count))
        else {
            throw Rejection(
                .invalidKey, "This token was not made by this server, or before it was restarted. Get a new one.")
        }
        guard now < token.expires else {
            throw Rejection(.expiredKey, "This token has expired. Get a new one.")
        }
        return token
    }

    private static func content(of token: AccessToken) -> String {
        let line = "\(Int(token.expires.timeIntervalSince1970)) \(token.keyID)"
        return token.session.isEmpty ? line : "\(line)\n\(token.session)"
    }

    private static func read(_ body: Substring) -> AccessToken? {
        guard let bytes = Base64URL.decode(body) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = lines[0].split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let expires = Int(parts[0]) else { return nil }
        return AccessToken(
            keyID: String(parts[1]), expires: Date(timeIntervalSince1970: Double(expires)),
            session: lines.count == 2 ? String(lines[1]) : "")
    }
}
