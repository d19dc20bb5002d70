// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
package import ServerAccess

/// How the dialects of the main port tell of a rejection that comes before any of their routes.
package enum DialectRejections {
    package static let forms: [RejectionForm] = [OpenAIError.rejectionForm, DeepgramError.rejectionForm]

    /// Whether a route tells of it itself, after the upgrade.
    package static func areToldAfterUpgrade(_ request: Request) -> Bool {
        RealtimeRoute.rejectsAfterUpgrade(request) || DeepgramLiveRoute.rejectsAfterUpgrade(request)
    }
}
