// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ModelStore

/// What real hubs do: redirects to storage with signed addresses, revisions, gates, sharded models.
@Suite struct HubDownloadTests {
    private let list = "/api/models/owner/whisper-test?blobs=true"
    private let weights = "/owner/whisper-test/resolve/abc123/model.safetensors"

    /// A hub whose large files lie on another server, under a signed address.
    private func hubWithStorage(
        token: String? = nil, _ body: (_ hub: FileServer, _ storage: FileServer, _ store: ModelStore) throws -> Void
    ) throws {
        let storage = FileServer()
        try storage.run {
            try HubTests().hub(token: token) { hub, store in
                hub.answer(weights, .redirect("\(storage.url)/blob?X-Signature=1"))
                storage.answer("/blob?X-Signature=1", .bytes(HubTests.weights))
                try body(hub, storage, store)
            }
        }
    }

    /// A store that tries twice.
    private func patient(_ store: ModelStore, _ hub: FileServer) -> ModelStore {
        var remote = RemoteSettings()
        remote.hub = hub.url
        remote.attempts = 2
        return ModelStore(root: store.root, catalog: store.catalog, remote: remote)
    }

    @Test func theTokenGoesToTheHubOnly() throws {
        try hubWithStorage(token: "secret") { hub, storage, store in
            let folder = try HubTests().install(store)
            #expect(try contents(of: "\(folder)/model.safetensors") == HubTests.weights)
            #expect(hub.requests.allSatisfy { $0.headers["authorization"] == "Bearer secret" })
            #expect(storage.requests.count == 1)
            #expect(storage.requests.allSatisfy { $0.headers["authorization"] == nil })
        }
    }

    @Test func resumesOnTheStorageServer() throws {
        try hubWithStorage { hub, storage, store in
            storage.answer("/blob?X-Signature=1", .brokenOnce(HubTests.weights, after: 30_000))
            let folder = try HubTests().install(patient(store, hub))
            #expect(try contents(of: "\(folder)/model.safetensors") == HubTests.weights)
            #expect(storage.requests.map { $0.headers["range"] } == [nil, "bytes=30000-"])
            // Each time by way of the hub, whose addresses expire.
            #expect(hub.requests(for: weights).count == 2)
        }
    }

    @Test func asksAgainWhenASignedAddressHasExpired() throws {
        try hubWithStorage { hub, storage, store in
            storage.answer("/blob?X-Signature=1", .deniedOnce(HubTests.weights))
            let folder = try HubTests().install(patient(store, hub))
            #expect(try contents(of: "\(folder)/model.safetensors") == HubTests.weights)
            #expect(hub.requests(for: weights).count == 2)
        }
    }

    @Test(arguments: [("main", "main"), ("v1.0", "v1.0"), ("refs/pr/3", "refs%2Fpr%2F3")])
    func fetchesARevision(revision: String, escaped: String) throws {
        try HubTests().hub(revision: escaped) { _, store in
            let name = "owner/whisper-test@\(revision)"
            let folder = try store.install(store.catalog.item(named: name))
            #expect(folder == "\(store.root)/models/owner--whisper-test@\(revision.replacing("/", with: "--"))")
            #expect(try store.path(of: name) == folder)
            #expect(store.installed().map(\.name) == [name])
            #expect(throws: ModelStoreError.self) { try store.path(of: "owner/whisper-test") }
        }
    }

    @Test(arguments: ["owner/name@", "owner/name@../x", "owner/name@a b", "owner/name@a//b", "owner/name@a?b"])
    func rejectsWhatIsNoRevision(name: String) {
        #expect(throws: ModelStoreError.self) { try Catalog.standard.item(named: name) }
    }

    @Test func namesSizeAndLicenceBeforeTheDownload() throws {
        try HubTests().hub { server, store in
            var reports: [PullProgress] = []
            var requests = 0
            try store.install(store.catalog.item(named: "owner/whisper-test")) { progress in
                if case .starting = progress.stage { requests = server.requests.count }
                reports.append(progress)
            }
            let host = HTTPFailure.host(of: server.url)
            #expect(reports.first?.stage == .starting(source: host, license: "apache-2.0"))
            #expect(reports.first?.total == HubTests.weights.count + 2 * HubTests.config.count)
            // Nothing but the list.
            #expect(requests == 1)
        }
    }

    @Test(
        arguments: [
            (401, nil, "accept its terms at HUB/owner/whisper-test and set HF_TOKEN"),
            (403, nil, "accept its terms at HUB/owner/whisper-test and set HF_TOKEN"),
            (401, "expired", "create another at HUB/settings/tokens"),
            (403, "a", "Accept the model's terms at HUB/owner/whisper-test with the account of HF_TOKEN"),
        ])
    func namesTheRemedyForAGate(status: Int, token: String?, words: String) throws {
        for isListed in [false, true] {
            try HubTests().hub(token: token) { server, store in
                // Some gates show the list, and deny the files.
                server.answer(isListed ? weights : list, .status(status))
                let error = #expect(throws: ModelStoreError.self) { try HubTests().install(store) }
                #expect(error?.code == .refused)
                #expect(error?.description.contains("denied access (HTTP \(status))") == true)
                #expect(error?.remedy?.contains(words.replacing("HUB", with: server.url)) == true)
                #expect(error?.description.contains("expired.") != true)
                #expect(store.installed().isEmpty)
            }
        }
    }

    @Test func namesTheRepositoryThatIsNotThere() throws {
        try HubTests().hub { server, store in
            server.answer(list, .status(404))
            let error = #expect(throws: ModelStoreError.self) { try HubTests().install(store) }
            #expect(error?.description.contains("no such file, repository or revision") == true)
            #expect(error?.remedy == "Check the name at \(server.url)/owner/whisper-test")
        }
    }

    private func file(_ name: String) -> String {
        "{\"rfilename\": \"\(name)\", \"size\": 6, \"blobId\": \"\(HubTests.configBlob)\"}"
    }

    @Test(
        arguments: [
            (
                [
                    "model.safetensors.index.json", "model-00001-of-00002.safetensors",
                    "model-00002-of-00002.safetensors",
                ],
                ["vocab.json", "merges.txt", "added_tokens.json", "tokenizer_config.json"], true
            ),
            (["model.bin"], ["vocabulary.txt"], false), (["model.bin"], ["vocabulary.json"], true),
            (["model.safetensors"], ["tokenizer.json"], true),
        ])
    func fetchesEveryForm(weights: [String], vocabulary: [String], configuration: Bool) throws {
        let names = weights + vocabulary + (configuration ? ["config.json", "generation_config.json"] : [])
        let unwanted = ["README.md", "model.fp32-00001-of-00002.safetensors", "onnx/model.onnx", "../model.bin"]
        try HubTests().hub(files: (names + unwanted).map(file).joined(separator: ",")) { server, store in
            for name in names {
                server.answer("/owner/whisper-test/resolve/abc123/\(name)", .bytes(HubTests.config))
            }
            let folder = try HubTests().install(store)
            #expect(FileSystem.names(in: folder) == names.sorted())
        }
    }

    @Test(
        arguments: [
            ("pytorch_model.bin", "ct2-transformers-converter --model owner/whisper-test"),
            ("pytorch_model.bin.index.json", "ct2-transformers-converter"),
            ("tf_model.h5", "ct2-transformers-converter"),
            ("adapter_model.safetensors", "merge_and_unload"), ("ggml-base.bin", "Pull the repository that"),
            ("whisper.gguf", "Pull the repository that"), ("README.md", "Steno reads Hugging Face checkpoints"),
        ])
    func namesTheConverterForOtherForms(weights: String, words: String) throws {
        let files = ["config.json", "tokenizer.json", weights].map(file).joined(separator: ",")
        try HubTests().hub(files: files) { server, store in
            let error = #expect(throws: ModelStoreError.self) { try HubTests().install(store) }
            #expect(error?.code == .unsupported)
            #expect(error?.remedy?.contains(words) == true)
            #expect(server.requests.count == 1)
        }
    }
}
