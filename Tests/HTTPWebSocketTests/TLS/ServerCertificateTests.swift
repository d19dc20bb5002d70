// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import HTTPWebSocket

/// Which certificate files a server takes, and what it says of the others.
@Suite struct ServerCertificateTests {
    private static func error(_ certificate: String, _ key: String) -> TLSError? {
        do throws(TLSError) {
            _ = try ServerCertificate(TLSSettings(certificate: certificate, key: key))
            return nil
        } catch {
            return error
        }
    }

    @Test func aCertificateAndItsKey() throws {
        let certificate = try TestCertificate()
        defer { certificate.remove() }
        #expect(Self.error(certificate.chain, certificate.key) == nil)
    }

    @Test func filesThatAreMissing() throws {
        let certificate = try TestCertificate()
        defer { certificate.remove() }
        let absent = "/nonexistent.pem"
        for error in [Self.error(absent, certificate.key), Self.error(certificate.chain, absent)] {
            #expect(error?.code == .unreadableFile)
            #expect(error?.description.hasPrefix("\(absent) cannot be read: no such file or directory. ") == true)
        }
    }

    @Test func filesOfAnotherKind() throws {
        let certificate = try TestCertificate()
        defer { certificate.remove() }
        let swapped = Self.error(certificate.key, certificate.chain)
        #expect(swapped?.code == .invalidCertificate && swapped?.message.contains(certificate.key) == true)
        #expect(Self.error(certificate.chain, certificate.chain)?.code == .invalidKey)
        #expect(Self.error(certificate.folder.path, certificate.key)?.code == .unreadableFile)
        #expect(Self.error(certificate.chain, try certificate.lockedKey())?.code == .invalidKey)
    }

    /// Opening a pipe waits for a writer, and a reload would wait with it.
    @Test(.timeLimit(.minutes(1))) func rejectsPipeAtOnce() throws {
        let certificate = try TestCertificate()
        defer { certificate.remove() }
        let pipe = certificate.folder.appending(path: "pipe").path
        #expect(mkfifo(pipe, 0o600) == 0)
        for error in [Self.error(pipe, certificate.key), Self.error(certificate.chain, pipe)] {
            #expect(error?.code == .unreadableFile && error?.message.contains("is not a plain file") == true)
        }
    }

    @Test func theKeyOfAnother() throws {
        let (one, other) = (try TestCertificate(), try TestCertificate())
        defer { [one, other].forEach { $0.remove() } }
        let error = Self.error(one.chain, other.key)
        #expect(error?.code == .keyMismatch)
        #expect(error?.message.contains(one.chain) == true && error?.message.contains(other.key) == true)
    }
}
