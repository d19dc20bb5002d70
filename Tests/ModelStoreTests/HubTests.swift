// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ModelStore

@Suite struct HubTests {
    static let weights: [UInt8] = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    /// The content whose git object name is known to all: `echo hello | git hash-object --stdin`.
    static let config = Array("hello\n".utf8)
    static let configBlob = "ce013625030ba8dba906f756967f9e9ca394464a"

    /// Runs `body` with a hub that holds `owner/whisper-test`, listing `files` as JSON.
    func hub(
        files: String? = nil, token: String? = nil, revision: String? = nil, cache: String? = nil,
        _ body: (FileServer, ModelStore) throws -> Void
    ) throws {
        let server = FileServer()
        let listed =
            try files ?? """
                {"rfilename": "README.md", "size": 3, "blobId": "00"},
                {"rfilename": "config.json", "size": 6, "blobId": "\(Self.configBlob)"},
                {"rfilename": "tokenizer.json", "size": 6, "blobId": "\(Self.configBlob)"},
                {"rfilename": "pytorch_model.bin", "size": 1, "lfs": {"sha256": "00", "size": 1, "pointerSize": 1}},
                {"rfilename": "model.safetensors", "size": \(Self.weights.count), "blobId": "11",
                 "lfs": {"sha256": "\(sha256(Self.weights))", "size": \(Self.weights.count), "pointerSize": 134}}
                """
        let list = """
            {"id": "owner/whisper-test", "sha": "abc123", "siblings": [\(listed)],
             "cardData": {"license": "apache-2.0", "language": ["en"]}, "tags": ["license:apache-2.0"]}
            """
        try withTemporaryFolder { root in
            try server.run {
                let part = revision.map { "/revision/\($0)" } ?? ""
                server.answer("/api/models/owner/whisper-test\(part)?blobs=true", .bytes(Array(list.utf8)))
                for name in ["config.json", "tokenizer.json"] {
                    server.answer("/owner/whisper-test/resolve/abc123/\(name)", .bytes(Self.config))
                }
                let weights = "/owner/whisper-test/resolve/abc123/model.safetensors"
                server.answer(weights, .redirect("\(server.url)/storage"))
                server.answer("/storage", .bytes(Self.weights))
                var remote = RemoteSettings(environment: token.map { ["HF_TOKEN": $0] } ?? [:])
                remote.hub = server.url
                remote.hubCache = cache
                remote.attempts = 1
                try body(server, ModelStore(root: root, catalog: Catalog(items: []), remote: remote))
            }
        }
    }

    func install(_ store: ModelStore) throws -> String {
        try store.install(store.catalog.item(named: "owner/whisper-test"))
    }

    @Test func fetchesWhatStenoLoads() throws {
        try hub { server, store in
            let folder = try install(store)
            #expect(folder == "\(store.root)/models/owner--whisper-test")
            #expect(FileSystem.names(in: folder) == ["config.json", "model.safetensors", "tokenizer.json"])
            #expect(try contents(of: "\(folder)/model.safetensors") == Self.weights)
            #expect(store.installed().map(\.name) == ["owner/whisper-test"])
            #expect(try store.path(of: "owner/whisper-test") == folder)
            try store.verify("owner/whisper-test")
            #expect(server.requests.allSatisfy { $0.headers["authorization"] == nil })
        }
    }

    @Test func sendsTheToken() throws {
        try hub(token: "secret") { server, store in
            _ = try install(store)
            #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer secret" })
        }
    }

    @Test func holdsFilesAgainstTheHubsChecksums() throws {
        try hub { server, store in
            server.answer("/storage", .bytes(Self.weights.map { $0 ^ 1 }))
            let error = #expect(throws: ModelStoreError.self) { try install(store) }
            #expect(error?.code == .damagedDownload)
            server.answer("/storage", .bytes(Self.weights))
            server.answer("/owner/whisper-test/resolve/abc123/config.json", .bytes(Array("hallo\n".utf8)))
            #expect(throws: ModelStoreError.self) { try install(store) }
            #expect(store.installed().isEmpty)
        }
    }

    @Test func resumesABrokenDownload() throws {
        try hub { server, store in
            server.answer("/storage", .brokenOnce(Self.weights, after: 20_000))
            #expect(throws: ModelStoreError.self) { try install(store) }
            let folder = try install(store)
            #expect(try contents(of: "\(folder)/model.safetensors") == Self.weights)
            #expect(server.requests(for: "/storage").map { $0.headers["range"] } == [nil, "bytes=20000-"])
        }
    }

    @Test func tellsOfARepositoryThatIsNoModel() throws {
        let readme = "{\"rfilename\": \"README.md\", \"size\": 3, \"blobId\": \"00\"}"
        let weights = "{\"rfilename\": \"model.bin\", \"size\": 3, \"blobId\": \"00\"}"
        for files in [readme, weights] {
            try hub(files: files) { _, store in
                let error = #expect(throws: ModelStoreError.self) { try install(store) }
                #expect(error?.code == .unsupported)
            }
        }
    }

    @Test func tellsOfAGatedRepository() throws {
        try hub { server, store in
            server.answer("/api/models/owner/whisper-test?blobs=true", .status(401))
            let error = #expect(throws: ModelStoreError.self) { try install(store) }
            #expect(error?.code == .refused)
            #expect(error?.remedy?.contains("HF_TOKEN") == true)
        }
    }

    @Test func tellsOfAHubThatIsNone() throws {
        try hub { server, store in
            server.answer("/api/models/owner/whisper-test?blobs=true", .bytes(Array("<html>log in</html>".utf8)))
            let error = #expect(throws: ModelStoreError.self) { try install(store) }
            #expect(error?.code == .refused)
        }
    }
}
