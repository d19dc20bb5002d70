// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import ModelStore

/// Files that Hugging Face's own tools left on this machine.
@Suite struct HubCacheTests {
    /// Runs `body` with a cache that holds the repository of ``HubTests`` as those tools lay it out.
    private func withCache(
        weights: [UInt8] = HubTests.weights, _ body: (_ cache: String, _ repository: String) throws -> Void
    ) throws {
        try withTemporaryFolder { folder in
            let repository = "\(folder)/models--owner--whisper-test"
            let snapshot = "\(repository)/snapshots/abc123"
            try FileSystem.makeFolder(snapshot)
            let blobs = [
                ("config.json", HubTests.configBlob, HubTests.config),
                ("tokenizer.json", HubTests.configBlob, HubTests.config),
                ("model.safetensors", try sha256(HubTests.weights), weights),
            ]
            for (name, blob, content) in blobs {
                try write(content, to: "\(repository)/blobs/\(blob)")
                #expect(symlink("../../blobs/\(blob)", "\(snapshot)/\(name)") == 0)
            }
            try write(Array("abc123".utf8), to: "\(repository)/refs/main")
            try body(folder, repository)
        }
    }

    @Test func fetchesNothingThatIsThere() throws {
        try withCache { cache, repository in
            try HubTests().hub(cache: cache) { server, store in
                let folder = try HubTests().install(store)
                #expect(try contents(of: "\(folder)/model.safetensors") == HubTests.weights)
                #expect(server.requests.map(\.path) == ["/api/models/owner/whisper-test?blobs=true"])
                try store.verify("owner/whisper-test")
                // The tools may empty their cache.
                try FileSystem.remove(repository)
                #expect(try contents(of: "\(folder)/model.safetensors") == HubTests.weights)
            }
        }
    }

    @Test(arguments: [false, true]) func fetchesWhatIsDamagedThere(shorter: Bool) throws {
        let damaged = shorter ? Array(HubTests.weights.dropLast()) : HubTests.weights.map { $0 ^ 1 }
        try withCache(weights: damaged) { cache, repository in
            try HubTests().hub(cache: cache) { server, store in
                let folder = try HubTests().install(store)
                #expect(try contents(of: "\(folder)/model.safetensors") == HubTests.weights)
                #expect(server.requests(for: "/storage").count == 1)
                // Others' files are not touched.
                #expect(try contents(of: "\(repository)/snapshots/abc123/model.safetensors") == damaged)
            }
        }
    }

    @Test(arguments: ["owner/whisper-test", "owner/whisper-test@main", "owner/whisper-test@abc123"])
    func takesAWholeModelWithoutTheHub(name: String) throws {
        try withCache { cache, _ in
            try withTemporaryFolder { root in
                var remote = RemoteSettings()
                (remote.hub, remote.hubCache, remote.attempts) = ("http://127.0.0.1:1", cache, 1)
                let store = ModelStore(root: root, catalog: Catalog(items: []), remote: remote)
                let folder = try store.install(store.catalog.item(named: name))
                #expect(FileSystem.names(in: folder) == ["config.json", "model.safetensors", "tokenizer.json"])
                #expect(try contents(of: "\(folder)/model.safetensors") == HubTests.weights)
                try store.verify(name)
            }
        }
    }

    @Test func asksNothingOfAHubThatIsOffline() throws {
        try withCache { cache, repository in
            try HubTests().hub(cache: cache) { server, store in
                var remote = RemoteSettings(environment: ["HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": cache])
                remote.hub = server.url
                let offline = ModelStore(root: store.root, catalog: store.catalog, remote: remote)
                let folder = try HubTests().install(offline)
                #expect(try contents(of: "\(folder)/model.safetensors") == HubTests.weights)
                let error = #expect(throws: ModelStoreError.self) {
                    try offline.install(offline.catalog.item(named: "owner/another"))
                }
                #expect(error?.description.contains("HF_HUB_OFFLINE is set") == true)
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test(arguments: ["owner/whisper-test@other", "owner/another"])
    func saysThatTheHubIsOutOfReach(name: String) throws {
        try withCache { cache, _ in
            try withTemporaryFolder { root in
                var remote = RemoteSettings()
                (remote.hub, remote.hubCache, remote.attempts) = ("http://127.0.0.1:1", cache, 1)
                let store = ModelStore(root: root, catalog: Catalog(items: []), remote: remote)
                let error = #expect(throws: ModelStoreError.self) {
                    try store.install(store.catalog.item(named: name))
                }
                #expect(error?.code == .unreachable)
            }
        }
    }

    @Test func incompleteSnapshotIsNotTaken() throws {
        try withCache { cache, repository in
            try FileSystem.remove("\(repository)/snapshots/abc123/tokenizer.json")
            try withTemporaryFolder { root in
                var remote = RemoteSettings()
                (remote.hub, remote.hubCache, remote.attempts) = ("http://127.0.0.1:1", cache, 1)
                let store = ModelStore(root: root, catalog: Catalog(items: []), remote: remote)
                let error = #expect(throws: ModelStoreError.self) { try HubTests().install(store) }
                #expect(error?.code == .unreachable)
                #expect(store.installed().isEmpty)
            }
        }
    }

    @Test func findsTheCacheAndTheToken() throws {
        func settings(_ environment: [String: String]) -> RemoteSettings { RemoteSettings(environment: environment) }
        #expect(settings(["HOME": "/h"]).hubCache == "/h/.cache/huggingface/hub")
        #expect(settings(["HOME": "/h", "XDG_CACHE_HOME": "/c"]).hubCache == "/c/huggingface/hub")
        #expect(settings(["HOME": "/h", "HF_HOME": "/f"]).hubCache == "/f/hub")
        #expect(settings(["HF_HOME": "/f", "HF_HUB_CACHE": "/x"]).hubCache == "/x")
        #expect(settings([:]).hubCache == nil)
        try withTemporaryFolder { folder in
            try write(Array("hf_abc\n".utf8), to: "\(folder)/token")
            #expect(settings(["HF_HOME": folder]).hubToken == "hf_abc")
            #expect(settings(["HF_HOME": folder, "HF_TOKEN": "other"]).hubToken == "other")
            #expect(settings(["HF_TOKEN_PATH": "\(folder)/token"]).hubToken == "hf_abc")
            try write(Array("hf\u{1}abc".utf8), to: "\(folder)/token")
            #expect(settings(["HF_HOME": folder]).hubToken == nil)
        }
    }

    /// The loader knows what is wrong with a file in the place of a folder.
    @Test func aFileIsHandedToTheLoader() throws {
        try withTemporaryFolder { folder in
            try write([1], to: "\(folder)/ggml-base.bin")
            let store = ModelStore(root: folder, catalog: Catalog(items: []))
            #expect(try store.path(of: "\(folder)/ggml-base.bin") == "\(folder)/ggml-base.bin")
        }
    }
}
