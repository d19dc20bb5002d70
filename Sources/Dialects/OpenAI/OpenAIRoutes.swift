// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
package import HTTPWebSocket
package import Hummingbird
package import ServerAccess
import Transcription

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// OpenAI's paths, also with the prefix that Azure has before them.
package struct OpenAIRoutes: Sendable {
    /// What the paths begin with.
    static let prefixes = ["/v1", "/openai/v1"]

    let service: DialectService
    let access: AccessControl
    let webSocket: WebSocketSettings

    package init(service: DialectService, access: AccessControl, webSocket: WebSocketSettings) {
        self.service = service
        self.access = access
        self.webSocket = webSocket
    }

    /// Adds them to a router.
    package func add(to router: Router<StenoRequestContext>) {
        let models = OpenAIModelsRoute(
            model: self.service.model, created: Int(Date.now.timeIntervalSince1970))
        let transcriptions = OpenAIFileRoute(service: self.service, task: .transcribe)
        let translations = OpenAIFileRoute(service: self.service, task: .translate)
        let realtime = RealtimeRoute(service: self.service, access: self.access, settings: self.webSocket)
        let secrets = ClientSecretRoute(model: self.service.model, access: self.access, form: .current)
        let betaSecrets = ClientSecretRoute(model: self.service.model, access: self.access, form: .beta)
        for prefix in Self.prefixes {
            router.post("\(prefix)/audio/transcriptions") { request, context in
                try await transcriptions.handle(request, context)
            }
            router.post("\(prefix)/audio/translations") { request, context in
                try await translations.handle(request, context)
            }
            router.get("\(prefix)/realtime") { request, context in try await realtime.handle(request, context) }
            for (name, route) in [("client_secrets", secrets), ("transcription_sessions", betaSecrets)] {
                router.post("\(prefix)/realtime/\(name)") { request, context in
                    try await route.handle(request, context)
                }
            }
            router.get("\(prefix)/models") { _, context in try models.list(context) }
            router.get("\(prefix)/models/**") { _, context in try models.model(context) }
        }
    }
}

extension HTTPField.Name {
    static let accelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
