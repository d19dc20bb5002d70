#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A model repository on the Hugging Face hub.
struct HubRepository {
    /// Owner and name, such as `openai/whisper-small`.
    let name: String
    let downloader: Downloader

    /// A file of a model, under the name it has in the repository.
    struct File: Equatable {
        var name: String
        var remote: RemoteFile
    }

    /// Weights, in the order of preference: one is needed.
    private static let weights = ["model.safetensors", "model.bin"]
    private static let needed = ["config.json", "tokenizer.json"]
    private static let wanted = [
        "generation_config.json", "preprocessor_config.json", "vocabulary.json", "vocabulary.txt",
    ]

    /// The files that Steno loads, at the repository's newest commit.
    func files() throws -> [File] {
        let settings = downloader.settings
        let headers = settings.hubToken.map { ["Authorization: Bearer \($0)"] } ?? []
        let url = "\(settings.hub)/api/models/\(name)?blobs=true"
        let (bytes, _) = try downloader.document(url, headers: headers)
        guard let listing = try? JSONDecoder().decode(Listing.self, from: Data(bytes)) else {
            throw ModelStoreError(.refused, "\(HTTPFailure.host(of: url)) did not answer with a list of files")
        }
        return try select(from: listing).map { file in
            guard let size = file.lfs?.size ?? file.size, let digest = file.digest else {
                throw ModelStoreError(.refused, "\(HTTPFailure.host(of: url)) gives no checksum for \(file.rfilename)")
            }
            let address = "\(settings.hub)/\(name)/resolve/\(listing.sha)/\(file.rfilename)"
            return File(
                name: file.rfilename, remote: RemoteFile(url: address, headers: headers, bytes: size, digest: digest))
        }
    }

    private func select(from listing: Listing) throws -> [Listing.File] {
        let present = Dictionary(listing.siblings.map { ($0.rfilename, $0) }) { first, _ in first }
        guard let weights = Self.weights.lazy.compactMap({ present[$0] }).first else {
            throw ModelStoreError(
                .unsupported, "\(name) holds neither model.safetensors nor model.bin",
                remedy: "Steno reads Hugging Face checkpoints and CTranslate2 (faster-whisper) models")
        }
        let others = try Self.needed.map { file in
            guard let found = present[file] else {
                throw ModelStoreError(
                    .unsupported, "\(name) is no Whisper model that Steno can read: it has no \(file)")
            }
            return found
        }
        return others + Self.wanted.compactMap { present[$0] } + [weights]
    }

    /// What the hub's API says about a repository.
    private struct Listing: Decodable {
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
        var sha: String
        var siblings: [File]
    }
}
