// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOSSL

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a server's certificate files hold, ready for connections.
struct CertificateFiles {
    let context: NIOSSLContext
    /// When the certificate expires.
    let expiry: Date

    /// Reads the files and checks that they belong together.
    init(_ settings: TLSSettings) throws(TLSError) {
        let (chainBytes, keyBytes) = (try Self.read(settings.certificate), try Self.read(settings.key))
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(chainBytes), let leaf = chain.first else {
            throw TLSError.invalidCertificate(settings.certificate)
        }
        guard let key = try? NIOSSLPrivateKey(bytes: keyBytes, format: .pem) else {
            throw TLSError.invalidKey(settings.key)
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        // Of TLS 1.2 the suites with forward secrecy and authenticated encryption only; those of 1.3 all have both.
        configuration.cipherSuites = "ECDHE+AESGCM:ECDHE+CHACHA20"
        configuration.applicationProtocols = ["http/1.1"]
        // How long to wait for a peer's close_notify: with NIO's 5 s, peers that send none hold up the end of the server.
        configuration.shutdownTimeout = .seconds(1)
        guard let context = try? NIOSSLContext(configuration: configuration) else {
            throw TLSError.keyMismatch(settings)
        }
        self.context = context
        self.expiry = Date(timeIntervalSince1970: Double(leaf.notValidAfter))
    }

    private static func read(_ path: String) throws(TLSError) -> [UInt8] {
        do {
            return try RegularFile.read(path)
        } catch {
            switch error {
            case .system(let number): throw TLSError.unreadable(path, errno: number)
            case .notRegular, .tooLarge: throw TLSError.notPlain(path)
            }
        }
    }
}
