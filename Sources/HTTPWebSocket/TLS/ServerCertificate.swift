// SPDX-License-Identifier: Apache-2.0

public import Logging
import NIOSSL
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A server's certificate, which may be replaced while connections go on: each keeps what it began with.
public final class ServerCertificate: Sendable {
    private let settings: TLSSettings
    private let context: Mutex<NIOSSLContext>

    /// Reads the certificate's files.
    /// - Throws: ``TLSError``.
    public init(_ settings: TLSSettings) throws(TLSError) {
        self.settings = settings
        self.context = Mutex(try CertificateFiles(settings).context)
    }

    /// Reads the files again, for the connections to come. When they cannot be used, the certificate stays as it is.
    public func reload(logger: Logger) {
        do throws(TLSError) {
            let files = try CertificateFiles(self.settings)
            self.context.withLock { $0 = files.context }
            logger.info("TLS certificate loaded", metadata: ["expires": "\(files.expiry.formatted(.iso8601))"])
        } catch {
            logger.error("TLS certificate not loaded, the old one stays in force", metadata: ["error": "\(error)"])
        }
    }

    /// What encrypts a new connection.
    func makeHandler() -> NIOSSLServerHandler {
        NIOSSLServerHandler(context: self.context.withLock { $0 })
    }
}
