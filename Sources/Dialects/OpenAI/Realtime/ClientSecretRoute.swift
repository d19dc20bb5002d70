// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import ServerAccess
import SessionRuntime
import WireText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `POST /v1/realtime/client_secrets`, and the beta's `transcription_sessions`: a short-lived key for a browser, with the
/// settings that its sessions begin with.
struct ClientSecretRoute: Sendable {
    let model: ServedModel
    let access: AccessControl
    let form: RealtimeForm

    private static let longestBody = 64 * 1024
    /// A key travels in a header field.
    private static let longestSession = 2_048
    private static let lifetimes = 10...7_200

    /// Answers with the key, which is shown once.
    /// - Throws: ``OpenAIError``, ``Rejection`` when it is not a key that asks.
    func handle(_ request: Request, _ context: StenoRequestContext, now: Date = .now) async throws -> Response {
        let wish = try await Self.wish(request)
        // The beta has the session's fields at the top.
        let session = self.form == .beta ? wish : wish["session"] ?? [:]
        var configuration = RealtimeConfiguration(modelName: self.model.name)
        try configuration.apply(session, model: self.model)
        let text = try session.json()
        guard text.utf8.count <= Self.longestSession else {
            throw OpenAIError(
                "The session may have \(Self.longestSession) bytes at most. Send the prompt with session.update.",
                param: "session", code: "invalid_value")
        }
        let end = Int(now.timeIntervalSince1970.rounded(.up)) + (try self.lifetime(wish))
        let expires = Date(timeIntervalSince1970: Double(end))
        let value = "ek_" + (try self.access.token(for: context.principal, expires: expires, session: text))
        let id = "sess_\(SessionID.make())"
        var answer = configuration.json(id: id, expires: end, form: self.form)
        let secret: JSONValue = ["value": .text(value), "expires_at": .integer(end)]
        if self.form == .current {
            answer = ["value": .text(value), "expires_at": .integer(end), "session": answer]
        } else if case .object(var fields) = answer {
            fields["client_secret"] = secret
            answer = .object(fields)
        }
        return try OpenAIResponse.json(answer, id: context.requestID)
    }

    private static func wish(_ request: Request) async throws -> JSONValue {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.longestBody)
        } catch let refusal as Rejection {
            throw refusal
        } catch {
            throw OpenAIError(
                "The body may have \(Self.longestBody) bytes at most.", code: "body_too_big",
                status: .contentTooLarge)
        }
        if body.readableBytes == 0 { return [:] }
        do throws(JSONError) {
            let wish = try JSONValue(parsing: body)
            if wish.isObject { return wish }
        } catch {
            if error != .malformed { throw OpenAIError("\(error)", code: "invalid_json") }
        }
        throw OpenAIError("The body must be a JSON object, or empty.", code: "invalid_json")
    }

    private func lifetime(_ wish: JSONValue) throws(OpenAIError) -> Int {
        guard self.form == .current else { return AccessToken.defaultLifetime }
        guard let seconds = wish["expires_after"]?["seconds"], seconds != .null else { return 600 }
        guard let number = seconds.integer, Self.lifetimes.contains(number) else {
            throw .invalidValue(
                seconds, param: "expires_after.seconds",
                expected: "a number from \(Self.lifetimes.lowerBound) to \(Self.lifetimes.upperBound)")
        }
        return number
    }
}
