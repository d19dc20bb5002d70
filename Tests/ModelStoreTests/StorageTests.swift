// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ModelStore

@Suite struct StorageTests {
    @Test func computesKnownDigests() throws {
        try withTemporaryFolder { folder in
            try write(Array("hello\n".utf8), to: "\(folder)/file")
            let sha256 = Digest.sha256("5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03")
            #expect(try Digest.sha256("").ofFile(at: "\(folder)/file") == sha256)
            let blob = Digest.gitBlob("ce013625030ba8dba906f756967f9e9ca394464a")
            #expect(try Digest.gitBlob("").ofFile(at: "\(folder)/file") == blob)
        }
    }

    @Test(arguments: [TestArchive.Format.zip, .tarGzip]) func extractsNamedMembersOnly(format: TestArchive.Format)
        throws
    {
        try withTemporaryFolder { folder in
            let archive = TestArchive.make(format, [("a", [1, 2, 3]), ("../b", [4]), ("c/d", [5, 6])])
            try write(archive, to: "\(folder)/archive")
            try Archive(path: "\(folder)/archive").extract([
                .init(name: "c/d", bytes: 2, destination: "\(folder)/d"),
                .init(name: "a", bytes: 3, destination: "\(folder)/a"),
            ])
            #expect(FileSystem.names(in: folder) == ["a", "archive", "d"])
            #expect(try contents(of: "\(folder)/d") == [5, 6])
        }
    }

    @Test(arguments: [TestArchive.Format.zip, .tarGzip]) func refusesBadArchives(format: TestArchive.Format) throws {
        try withTemporaryFolder { folder in
            let content = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
            let archive = TestArchive.make(format, [("a", content)])
            let path = "\(folder)/archive"
            func extract(_ name: String, _ bytes: Int) throws {
                try Archive(path: path).extract([.init(name: name, bytes: bytes, destination: "\(folder)/out")])
            }
            try write(archive, to: path)
            try extract("a", content.count)
            #expect(throws: ModelStoreError.self) { try extract("b", 1) }
            #expect(throws: ModelStoreError.self) { try extract("a", content.count - 1) }
            for length in [0, 1, 100, archive.count / 2] {
                try write(Array(archive[..<length]), to: path)
                #expect(throws: ModelStoreError.self) { try extract("a", content.count) }
            }
            try write(Array("no archive at all".utf8), to: path)
            #expect(throws: ModelStoreError.self) { try extract("a", content.count) }
        }
    }

    @Test func findsTheCache() {
        func root(_ environment: [String: String]) -> String { ModelStore(environment: environment).root }
        #expect(root(["HOME": "/home/x"]) == "/home/x/.cache/steno")
        #expect(root(["HOME": "/home/x", "XDG_CACHE_HOME": "/c"]) == "/c/steno")
        #expect(root(["HOME": "/home/x", "XDG_CACHE_HOME": "/c", "STENO_CACHE": "/s"]) == "/s")
        #expect(root(["HOME": "/home/x", "STENO_CACHE": ""]) == "/home/x/.cache/steno")
    }

    @Test func namesTheVariablesWhenNoneIsSet() throws {
        let error = try #require(throws: ModelStoreError.self) { try ModelStore(environment: [:]).path(of: "base") }
        #expect(error.code == .notInstalled)
        #expect(error.description.contains("neither HOME nor STENO_CACHE is set. Set HOME, or set STENO_CACHE"))
    }

    @Test func readsTheEnvironment() {
        let settings = RemoteSettings(environment: [
            "PIP_INDEX_URL": "https://mirror.example/simple/", "HF_ENDPOINT": "https://hub.example", "HF_TOKEN": "t",
            "SSL_CERT_FILE": "/b.pem", "CURL_CA_BUNDLE": "/a.pem",
        ])
        #expect(settings.packageIndex == "https://mirror.example/simple")
        #expect(settings.hub == "https://hub.example")
        #expect(settings.hubToken == "t")
        #expect(settings.certificateFile == "/a.pem")
        #expect(RemoteSettings(environment: ["HF_ENDPOINT": ""]) == RemoteSettings())
    }

    @Test func readsIndexPages() throws {
        let page =
            "<h1>href</h1><a class=x href=\"a%2Bb-1.whl#sha256=1&amp;x=2\">a</a> <a href='/c.tar.gz'>c</a><a href=d>"
        let links = PackageIndex.links(inHTML: Array(page.utf8))
        #expect(links == ["a%2Bb-1.whl#sha256=1&x=2", "/c.tar.gz"])
        #expect(links.map(PackageIndex.fileName) == ["a+b-1.whl", "c.tar.gz"])
        #expect(throws: ModelStoreError.self) { try PackageIndex.links(inJSON: Array("{}".utf8)) }
    }

    @Test func tellsOfAFolderThatCannotBeWritten() throws {
        try withTemporaryFolder { folder in
            try write([], to: "\(folder)/file")
            let error = #expect(throws: ModelStoreError.self) { try FileSystem.makeFolder("\(folder)/file/cache") }
            #expect(error?.code == .cannotWrite)
        }
    }

    @Test func showsNoPasswords() {
        #expect(HTTPFailure.host(of: "https://user:secret@mirror.example/simple/x/") == "mirror.example")
        #expect(HTTPFailure.host(of: "http://localhost:8080?x=@y") == "localhost:8080")
    }
}
