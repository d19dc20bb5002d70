// SPDX-License-Identifier: Apache-2.0

/// What the hub's API says about a repository.
struct HubListing: Decodable {
    struct File: Decodable {
        struct LargeFile: Decodable {
            var sha256: String
            var size: Int
        }
        var rfilename: String
        var size: Int?
        var blobId: String?
        var lfs: LargeFile?

        var digest: Digest? {
            lfs.map { .sha256($0.sha256) } ?? blobId.map { .gitBlob($0) }
        }
    }

    /// The head of its model card.
    struct Card: Decodable {
        var license: String?

        enum CodingKeys: CodingKey { case license }

        init(from decoder: any Decoder) throws {
            // Some cards have a list; a licence that cannot be named keeps nobody from fetching.
            license = try? decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .license)
        }
    }

    var sha: String
    var siblings: [File]
    var cardData: Card?
    var tags: [String]?

    /// The licence, if the repository names one.
    var license: String? {
        let prefix = "license:"
        return cardData?.license
            ?? tags?.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }
}
