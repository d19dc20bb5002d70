// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A model repository on the Hugging Face hub, at a revision.
struct HubRepository {
    /// Owner and name, such as `openai/whisper-small`.
    let name: String
    /// A branch, a tag, a commit, or a pull request such as `refs/pr/3`.
    let revision: String?
    let downloader: Downloader

    /// A file of a model, under the name it has in the repository.
    struct File: Equatable {
        var name: String
        var remote: RemoteFile
    }

    /// What is to be fetched.
    struct Contents: Equatable {
        var files: [File]
        /// The licence by its SPDX name in lower case, as the hub has it.
        var license: String?
        /// Where the list came from, for people.
        var source: String

        /// Bytes of all files.
        var bytes: Int { files.reduce(0) { $0 + $1.remote.bytes } }
    }

    /// - Parameter address: owner and name, and after an `@` the revision if it is not the default branch.
    init(_ address: String, downloader: Downloader) {
        let parts = address.split(separator: "@", maxSplits: 1).map(String.init)
        name = parts.first ?? ""
        revision = parts.count > 1 ? parts[1] : nil
        self.downloader = downloader
    }

    /// The files that Steno loads, at the newest commit of the revision. Where the hub cannot be reached, those that its own
    /// tools left in their cache.
    func contents() throws -> Contents {
        do {
            if downloader.settings.isHubOffline {
                throw ModelStoreError(
                    .unreachable,
                    "HF_HUB_OFFLINE is set, and the cache of Hugging Face's tools does not hold all of \(name)",
                    remedy: "Unset it to fetch the model")
            }
            let (listing, host) = try listing()
            return try contents(listing, source: host)
        } catch let error as ModelStoreError where error.code == .unreachable {
            guard let listing = cache?.listing(name, revision: revision), let kept = try? contents(listing, source: "")
            else { throw error }
            return Contents(files: kept.files, license: nil, source: "the cache of Hugging Face's tools")
        }
    }

    /// The cache of Hugging Face's own tools on this machine.
    var cache: HubCache? { downloader.settings.hubCache.map { HubCache(folder: $0) } }

    private func listing() throws -> (HubListing, host: String) {
        let settings = downloader.settings
        // Nothing else in a revision needs an escape (``Catalog/item(named:)``).
        let suffix = revision.map { "/revision/\($0.replacing("/", with: "%2F"))" }
        let url = "\(settings.hub)/api/models/\(name)\(suffix ?? "")?blobs=true"
        let (bytes, _) = try downloader.document(url, headers: headers, page: page)
        let host = HTTPFailure.host(of: url)
        guard let listing = try? JSONDecoder().decode(HubListing.self, from: Data(bytes)) else {
            throw ModelStoreError(
                .refused, "\(host) did not answer with a list of files",
                remedy: "Check HF_ENDPOINT, and what is between you and the server")
        }
        return (listing, host)
    }

    private func contents(_ listing: HubListing, source: String) throws -> Contents {
        let files = try ModelFiles(listing, repository: name).names.map { file in
            guard let size = file.lfs?.size ?? file.size, let digest = file.digest else {
                throw ModelStoreError(
                    .refused, "\(source) gives no checksum for \(file.rfilename)",
                    remedy: "Unset HF_ENDPOINT, or use a mirror that lists checksums")
            }
            let address = "\(downloader.settings.hub)/\(name)/resolve/\(listing.sha)/\(file.rfilename)"
            let remote = RemoteFile(url: address, headers: headers, page: page, bytes: size, digest: digest)
            return File(name: file.rfilename, remote: remote)
        }
        return Contents(files: files, license: listing.license, source: source)
    }

    private var headers: [String] { downloader.settings.hubToken.map { ["Authorization: Bearer \($0)"] } ?? [] }

    /// Where people accept the terms of a gated repository.
    private var page: String { "\(downloader.settings.hub)/\(name)" }
}
