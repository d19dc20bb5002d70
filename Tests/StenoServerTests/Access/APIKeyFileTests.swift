// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import ServerAccess

/// The file of keys.
struct APIKeyFileTests {
    private static func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "steno-keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func whatIsWrittenIsReadAgain() throws {
        try Self.inFolder { folder in
            let file = APIKeyFile(path: "\(folder)/keys.json")
            let keys = [
                APIKey.generate(
                    name: "web", created: Self.now, expires: Self.now + 86_400, limits: KeyLimits(sessions: 3)
                ).key,
                APIKey.generate(name: "bench", created: Self.now).key,
            ]
            try file.update { $0 = keys }
            #expect(try file.load() == keys)
            try file.update { $0.removeFirst() }
            #expect(try file.load() == [keys[1]])
        }
    }

    @Test func onlyItsOwnerMayReadItAndNothingElseIsLeft() throws {
        try Self.inFolder { folder in
            let file = APIKeyFile(path: "\(folder)/keys.json")
            try Data(#"{"keys":[]}"#.utf8).write(to: URL(filePath: file.path))
            chmod(file.path, 0o644)
            try Data("left by a crash".utf8).write(to: URL(filePath: "\(file.path).new"))
            try file.update { $0.append(APIKey.generate(name: "web", created: Self.now).key) }
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["keys.json"])
        }
    }

    @Test func aChangeThatFailsLeavesItAsItWas() throws {
        struct Failure: Error {}
        try Self.inFolder { folder in
            let file = APIKeyFile(path: "\(folder)/keys.json")
            try file.update { $0.append(APIKey.generate(name: "web", created: Self.now).key) }
            let before = try Data(contentsOf: URL(filePath: file.path))
            #expect(throws: Failure.self) {
                try file.update { keys in
                    keys = []
                    throw Failure()
                }
            }
            #expect(throws: Failure.self) { try file.update({ $0 = [] }, deliver: { _ in throw Failure() }) }
            #expect(try Data(contentsOf: URL(filePath: file.path)) == before)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["keys.json"])
        }
    }

    @Test func manyWritersLoseNothing() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "steno-keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = APIKeyFile(path: folder.appending(path: "keys.json").path)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for index in 0..<8 {
                tasks.addTask {
                    try file.update { $0.append(APIKey(secret: "\(index)", id: "\(index)", name: "\(index)")) }
                }
            }
            try await tasks.waitForAll()
        }
        #expect(Set(try file.load().map(\.id)) == Set((0..<8).map(String.init)))
    }

    @Test(arguments: [
        ("", "not JSON"), ("[]", "wrong kind"), (#"{"keys":[{"id":"a","name":"b"}]}"#, "sha256"),
        (#"{"keys":[{"id":"a","name":"b","sha256":"12"}]}"#, "64 hexadecimal digits"),
        (#"{"keys":[{"id":"a","name":3,"sha256":"12"}]}"#, "\"name\""),
    ])
    func aBrokenFileIsExplained(text: String, reason: String) throws {
        try Self.inFolder { folder in
            let path = "\(folder)/keys.json"
            try Data(text.utf8).write(to: URL(filePath: path))
            let error = #expect(throws: AccessError.self) { try APIKeyFile(path: path).load() }
            #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
            #expect(error?.description.contains("steno keys create") == true)
        }
    }

    @Test func aMissingFileIsExplained() throws {
        let error = #expect(throws: AccessError.self) { try APIKeyFile(path: "/nonexistent/keys.json").load() }
        #expect(error?.description.contains("steno keys create NAME --keys /nonexistent/keys.json") == true)
        #expect(throws: AccessError.self) { try APIKeyFile(path: "/nonexistent/keys.json").update { _ in } }
    }
}
