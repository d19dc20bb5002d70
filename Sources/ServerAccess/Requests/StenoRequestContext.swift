// SPDX-License-Identifier: Apache-2.0

public import Hummingbird
public import NIOCore
package import SessionRuntime

/// What a route knows of a request beside the request: Hummingbird's own, and the connection it came on.
public struct StenoRequestContext: RequestContext {
    /// Hummingbird's part.
    public var coreContext: CoreRequestContextStorage
    /// The connection; a WebSocket session is bound to it.
    public let channel: any Channel
    /// Who the request is from, once that is known.
    public var principal = Principal.anonymous
    /// Why it has no access, for the few routes that tell of it themselves.
    package var refusal: Rejection?
    /// How it is answered if it is rejected; nil for the server's own form.
    var rejectionForm: RejectionForm?
    /// Which client it is from, behind the proxies that are trusted; nil where the connection has no IP address.
    public var clientAddress: IPAddress?

    /// Made by Hummingbird for each request.
    public init(source: Source) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.channel = source.channel
    }
}
