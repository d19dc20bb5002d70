// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
import SessionRuntime

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Lets nobody through without a key, where keys are asked for, but to what is open to all.
package struct AccessMiddleware: RouterMiddleware {
    let access: AccessControl
    let openPaths: OpenPaths
    /// The few requests whose routes tell of a rejection themselves, after the upgrade: no others come through without a key.
    let rejectsLater: @Sendable (Request) -> Bool

    package init(access: AccessControl, openPaths: OpenPaths, rejectsLater: @escaping @Sendable (Request) -> Bool) {
        self.access = access
        self.openPaths = openPaths
        self.rejectsLater = rejectsLater
    }

    package func handle(
        _ request: Request, context: StenoRequestContext,
        next: (Request, StenoRequestContext) async throws -> Response
    ) async throws -> Response {
        guard !self.openPaths.contain(request) else { return try await next(request, context) }
        var context = context
        do throws(Rejection) {
            context.principal = try self.access.principal(for: RequestCredential.find(in: request), at: .now)
        } catch {
            guard self.rejectsLater(request) else { throw error }
            context.refusal = error
        }
        return try await next(request, context)
    }
}
