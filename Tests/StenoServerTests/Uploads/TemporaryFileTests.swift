// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import Testing

@testable import Dialects

/// Files for uploads.
struct TemporaryFileTests {
    @Test func fileIsReadAtItsPath() async throws {
        let file = try TemporaryFile()
        try await file.append(ByteBuffer(string: "spee"))
        try await file.append(ByteBuffer(string: "ch"))
        #expect(try String(contentsOf: URL(filePath: file.path), encoding: .utf8) == "speech")
    }

    #if os(Linux)
        /// A server that is killed leaves nothing behind.
        @Test func fileHasNoNameInAnyFolder() async throws {
            let file = try TemporaryFile()
            try await file.append(ByteBuffer(string: "speech"))
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: file.path)
            #expect(target.hasSuffix(" (deleted)"))
            let path = file.path
            withExtendedLifetime(file) {}
            #expect(!path.contains("steno-upload"))
        }
    #endif
}
