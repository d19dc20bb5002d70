// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ModelStore

@Suite struct CatalogTests {
    @Test func namesAreUnique() {
        let names = Catalog.standard.items.map(\.fileName)
        #expect(Set(names).count == names.count)
        #expect(names.contains(Catalog.defaultModel))
    }

    @Test func everyPieceNamesAnArchiveAndEveryChecksumIsOne() {
        func isSHA256(_ text: String) -> Bool {
            text.utf8.count == 64 && text.allSatisfy { "0123456789abcdef".contains($0) }
        }
        for case .packages(let archives, let files) in Catalog.standard.items.flatMap(\.sources) {
            #expect(archives.allSatisfy { isSHA256($0.sha256) && $0.bytes > 0 })
            #expect(files.allSatisfy { isSHA256($0.sha256) && $0.bytes > 0 })
            #expect(files.flatMap(\.pieces).allSatisfy { archives.indices.contains($0.archive) })
        }
    }

    @Test(arguments: [("bsae", "base"), ("Small", "small"), ("large-v4", "large-v1"), ("tiny,en", "tiny.en")])
    func suggestsTheNearestName(typed: String, suggestion: String) throws {
        #expect(Catalog.standard.suggestion(for: typed) == suggestion)
        let error = #expect(throws: ModelStoreError.self) { try Catalog.standard.item(named: typed) }
        #expect(error?.code == .unknownModel)
        #expect(error?.description.contains("Did you mean \(suggestion)?") == true)
    }

    @Test(arguments: ["parakeet", "a/b/c", "/etc", "../models", "owner/..", "owner/", ""])
    func suggestsNothingFarOff(name: String) {
        #expect(Catalog.standard.suggestion(for: name) == nil)
        #expect(throws: ModelStoreError.self) { try Catalog.standard.item(named: name) }
    }

    @Test func takesAnyRepositoryOfTheHub() throws {
        let item = try Catalog.standard.item(named: "distil-whisper/distil-large-v3.5")
        #expect(item.sources == [.hub("distil-whisper/distil-large-v3.5")])
        #expect(item.fileName == "distil-whisper--distil-large-v3.5")
    }
}
