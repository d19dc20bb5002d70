import Hummingbird

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Lets nobody through without a key, where keys are asked for, but to what is open to all.
struct AccessMiddleware: RouterMiddleware {
    let access: AccessControl
    let openPaths: OpenPaths

    func handle(
        _ request: Request, context: StenoRequestContext,
        next: (Request, StenoRequestContext) async throws -> Response
    ) async throws -> Response {
        guard !self.openPaths.contain(request) else { return try await next(request, context) }
        var context = context
        do throws(RequestRefusal) {
            context.principal = try self.access.principal(for: RequestCredential.find(in: request), at: .now)
        } catch {
            guard RealtimeRoute.refusesAfterUpgrade(request) || DeepgramLiveRoute.refusesAfterUpgrade(request) else {
                throw error
            }
            context.refusal = error
        }
        return try await next(request, context)
    }
}
