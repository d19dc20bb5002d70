// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
package import Hummingbird
import SessionRuntime
import WireText

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// `POST /v1/tokens`: a short-lived token for a browser, so that no key need be in a page.
package struct TokenRoute: Sendable {
    let access: AccessControl

    package init(access: AccessControl) {
        self.access = access
    }

    private static let maximumBodySize = 4096

    private struct Answer: Encodable {
        let token: String
        let expires_at: Int
    }

    /// Answers `{"expires_in": seconds}`, or no body, with `{"token", "expires_at"}`; the time is Unix time.
    package func handle(_ request: Request, _ context: StenoRequestContext, now: Date = .now) async throws -> Response {
        let lifetime = try await self.lifetime(request)
        // Whole seconds, and never less than was asked for.
        let end = Int(now.timeIntervalSince1970.rounded(.up)) + lifetime
        let expires = Date(timeIntervalSince1970: Double(end))
        let token = try self.access.token(for: context.principal, expires: expires)
        let body = try JSONEncoder().encode(Answer(token: token, expires_at: end))
        return Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    private func lifetime(_ request: Request) async throws -> Int {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.maximumBodySize)
        } catch let refusal as Rejection {
            throw refusal
        } catch {
            throw Rejection(.bodyTooBig, "The body may have \(Self.maximumBodySize) bytes at most.")
        }
        guard body.readableBytes > 0 else { return AccessToken.defaultLifetime }
        guard let wish = try? JSONValue(parsing: body), wish.isObject else {
            throw Rejection(.invalidRequest, #"The body must be JSON such as {"expires_in": 60}, or empty."#)
        }
        guard let wanted = wish["expires_in"], wanted != .null else { return AccessToken.defaultLifetime }
        guard let lifetime = wanted.integer, AccessToken.lifetimes.contains(lifetime) else {
            throw Rejection(
                .invalidRequest,
                "expires_in must be a number of seconds from \(AccessToken.lifetimes.lowerBound) to "
                    + "\(AccessToken.lifetimes.upperBound).")
        }
        return lifetime
    }
}
