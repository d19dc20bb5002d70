// SPDX-License-Identifier: Apache-2.0

package import SessionRuntime
import Synchronization

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Knows the keys of a server and whose a request is.
package final class AccessControl: Sendable {
    private let settings: AccessSettings
    private let signer: TokenSigner
    private let ring: Mutex<KeyRing>

    /// Has the keys of the settings, and those of the file once it is loaded.
    package init(_ settings: AccessSettings) {
        self.settings = settings
        self.signer = TokenSigner(secret: settings.tokenSecret)
        self.ring = Mutex(KeyRing(keys: settings.keys))
    }

    /// Whether clients need a key.
    package var needsKey: Bool { self.settings.needsKey }

    /// Reads the keys file again.
    /// - Returns: the number of keys there are now.
    /// - Throws: ``AccessError``; the keys stay as they were.
    @discardableResult
    package func load() throws(AccessError) -> Int {
        let keys = try self.settings.keys + (self.settings.keyFile?.load() ?? [])
        self.ring.withLock { $0 = KeyRing(keys: keys) }
        return keys.count
    }

    /// Whether sessions of an owner may go on: nobody's, or those of a key that is still good.
    package func admits(owner: String, at now: Date = Date()) -> Bool {
        guard !owner.isEmpty else { return true }
        return self.ring.withLock { $0.key(id: owner) }.map { !$0.isExpired(at: now) } ?? false
    }

    /// Whose request it is.
    /// - Parameter credential: the key or token that the request carries.
    /// - Throws: ``Rejection`` with status 401.
    func principal(for credential: String?, at now: Date) throws(Rejection) -> Principal {
        guard self.needsKey else { return .anonymous }
        guard let credential else {
            throw Rejection(
                .missingKey,
                "This server requires an API key. Send it as Authorization: Bearer KEY, or in a browser as the "
                    + "subprotocol token.KEY beside steno.")
        }
        let ring = self.ring.withLock { $0 }
        if let token = try self.signer.verify(credential, at: now) {
            guard let key = ring.key(id: token.keyID), !key.isExpired(at: now) else {
                throw Rejection(
                    .invalidKey, "The key that made this token is no longer valid. Get a token from another key.")
            }
            return Principal(key, kind: .token)
        }
        guard let key = ring.key(matching: credential) else {
            throw Rejection(.invalidKey, "This server does not know this API key. Check it, or ask for a new one.")
        }
        guard !key.isExpired(at: now) else {
            throw Rejection(.expiredKey, "This API key has expired. Ask for a new one.")
        }
        return Principal(key, kind: .key)
    }

    /// What a session begins with that is opened with a token; nil for anything but a token with that in it.
    package func session(of credential: String?, at now: Date) -> String? {
        guard let credential, let token = try? self.signer.verify(credential, at: now), !token.session.isEmpty else {
            return nil
        }
        return token.session
    }

    /// Makes a token for clients of a key.
    /// - Parameter session: what its sessions begin with; empty for nothing.
    /// - Throws: ``Rejection`` with status 403 when it is not a key that asks.
    package func token(for principal: Principal, expires: Date, session: String = "") throws(Rejection) -> String {
        guard principal.kind != .token else {
            throw Rejection(.forbidden, "A token cannot create tokens. Use the API key itself.")
        }
        return self.signer.sign(AccessToken(keyID: principal.id, expires: expires, session: session))
    }
}
