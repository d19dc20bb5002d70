// SPDX-License-Identifier: Apache-2.0

/// Where things lie in the cache. Models are in `models/NAME`, recordings in `speech`; the other folders are the store's own.
struct CacheLayout {
    let root: String

    /// The folder that an item's files are in.
    func folder(of item: CatalogItem) -> String {
        item.kind == .recording ? "\(root)/speech" : "\(root)/models/\(item.fileName)"
    }

    /// The record that an item is installed.
    func record(of item: CatalogItem) -> String {
        "\(root)/installed/\(item.fileName).json"
    }

    /// The folder in which an item's files are made ready.
    func staging(of item: CatalogItem) -> String {
        "\(root)/staging/\(item.fileName)"
    }

    /// The file to lock while installing an item or fetching an archive.
    func lock(_ name: String) -> String {
        "\(root)/locks/\(name).lock"
    }

    /// Where an archive is fetched to. Its name starts with its checksum, so that another version never resumes it.
    func download(of archive: PackageArchive) -> String {
        "\(root)/downloads/\(archive.sha256.prefix(16))-\(archive.file)"
    }

    /// Where a file of a hub repository is fetched to.
    func download(of file: HubRepository.File) -> String {
        "\(root)/downloads/\(file.remote.digest.text.prefix(16))-\(file.name)"
    }
}
