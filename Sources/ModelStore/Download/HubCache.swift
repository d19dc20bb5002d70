// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The cache of Hugging Face's own tools: `models--OWNER--NAME` with `refs/REVISION`, `snapshots/COMMIT/FILE`, and the files
/// themselves in `blobs`, named for their checksums.
struct HubCache {
    /// `HF_HUB_CACHE`, or `hub` in `HF_HOME`.
    let folder: String

    /// Puts a file of the cache at `path`, if it has it. The checksum is the caller's business.
    ///
    /// - Returns: Whether it did.
    func take(_ file: HubRepository.File, of repository: String, to path: String) -> Bool {
        let blob = "\(home(of: repository))/blobs/\(file.remote.digest.text)"
        guard (try? FileSystem.size(of: blob)) == file.remote.bytes else { return false }
        do {
            try FileSystem.makeFolder(FileSystem.parentFolder(of: path))
            try FileSystem.remove(path)
            // No second copy on the disk where the file system can do without.
            if linkat(AT_FDCWD, blob, AT_FDCWD, path, Int32(AT_SYMLINK_FOLLOW)) != 0 {
                try FileSystem.copy(blob, to: path)
            }
            return true
        } catch {
            return false
        }
    }

    /// The files of a snapshot with what their blobs' names say of them; nil where there is none.
    func listing(_ repository: String, revision: String?) -> HubListing? {
        let home = home(of: repository)
        let named = try? FileSystem.text(of: "\(home)/refs/\(revision ?? "main")")
        guard let commit = named?.trimmed ?? revision, !commit.contains("/") else { return nil }
        let snapshot = "\(home)/snapshots/\(commit)"
        let files = FileSystem.names(in: snapshot).compactMap { name -> HubListing.File? in
            let path = "\(snapshot)/\(name)"
            guard let blob = FileSystem.linkTarget(of: path)?.split(separator: "/").last.map(String.init),
                let size = try? FileSystem.size(of: path)
            else { return nil }
            switch blob.utf8.count {
            case 64: return .init(rfilename: name, size: size, lfs: .init(sha256: blob, size: size))
            case 40: return .init(rfilename: name, size: size, blobId: blob)
            default: return nil
            }
        }
        return files.isEmpty ? nil : HubListing(sha: commit, siblings: files)
    }

    private func home(of repository: String) -> String {
        "\(folder)/models--\(repository.replacing("/", with: "--"))"
    }
}

extension String {
    /// Without spaces and line breaks at its ends.
    fileprivate var trimmed: String? {
        let text = drop { $0.isWhitespace }
        return text.isEmpty ? nil : String(text.reversed().drop { $0.isWhitespace }.reversed())
    }
}
