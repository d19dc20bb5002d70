// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The models and recordings on this machine, and how to get more. Fetching blocks the calling thread; any number of
/// threads and processes may share a cache.
public struct ModelStore: Sendable {
    /// The cache's folder.
    public let root: String
    /// What is known by name.
    public let catalog: Catalog
    private let remote: RemoteSettings
    /// Whether the environment names no folder.
    private let isRootUnnamed: Bool

    /// A store in the folder `root`.
    public init(root: String, catalog: Catalog = .standard, remote: RemoteSettings = RemoteSettings()) {
        self.init(root: root, catalog: catalog, remote: remote, isRootUnnamed: false)
    }

    private init(root: String, catalog: Catalog, remote: RemoteSettings, isRootUnnamed: Bool) {
        self.root = root
        self.isRootUnnamed = isRootUnnamed
        self.catalog = catalog
        self.remote = remote
    }

    /// The store that an environment names: in `STENO_CACHE`, else `XDG_CACHE_HOME/steno`, else `HOME/.cache/steno`. Without any
    /// of them it is in `/tmp`.
    public init(environment: [String: String]) {
        let named = Self.root(environment: environment)
        self.init(
            root: named ?? "/tmp/steno-cache-\(getuid())", catalog: .standard,
            remote: RemoteSettings(environment: environment), isRootUnnamed: named == nil)
    }

    private static func root(environment: [String: String]) -> String? {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        return value("STENO_CACHE") ?? value("XDG_CACHE_HOME").map { "\($0)/steno" }
            ?? value("HOME").map { "\($0)/.cache/steno" }
    }

    /// The folder of a model, given by name or as a folder. A file is returned as it is: its loader knows what is wrong with it.
    ///
    /// - Throws: ``ModelStoreError`` with `unknownModel`, or `notInstalled`.
    public func path(of nameOrFolder: String) throws -> String {
        if nameOrFolder.contains("/"), FileSystem.exists(nameOrFolder) { return nameOrFolder }
        let item: CatalogItem
        do {
            item = try catalog.item(named: nameOrFolder)
        } catch let error as ModelStoreError {
            if FileSystem.exists(nameOrFolder) { return nameOrFolder }
            throw error
        }
        guard isInstalled(item) else {
            if isRootUnnamed {
                throw ModelStoreError(
                    .notInstalled, "The model \(item.name) is not in \(root), and neither HOME nor STENO_CACHE is set",
                    remedy: "Set HOME, or set STENO_CACHE to the folder that holds the models")
            }
            throw ModelStoreError(
                .notInstalled, "The model \(item.name) is not installed",
                remedy: "Fetch it with `steno models pull \(item.name)`")
        }
        return location(of: item)
    }

    /// Where an item is, or would be: a model's folder, a single recording's file, the folder of several recordings.
    public func location(of item: CatalogItem) -> String {
        let folder = layout.folder(of: item)
        guard item.kind == .recording, case .packages(_, let files) = item.sources.first, files.count == 1 else {
            return folder
        }
        return "\(folder)/\(files[0].name)"
    }

    /// Whether all files of an item are in place, judged by their sizes.
    public func isInstalled(_ item: CatalogItem) -> Bool {
        InstallationRecord(of: item, in: layout) != nil
    }

    /// The items that are installed: those of the catalog in its order, then others from the hub.
    public func installed() -> [CatalogItem] {
        let suffix = ".json"
        let recorded = FileSystem.names(in: "\(root)/installed").filter { $0.hasSuffix(suffix) }
            .map { String($0.dropLast(suffix.count)) }
        let others = recorded.filter { name in !catalog.items.contains { $0.fileName == name } }
            .compactMap { file in
                let name = InstallationRecord(at: "\(root)/installed/\(file)\(suffix)")?.name
                return try? catalog.item(named: name ?? file.replacing("--", with: "/", maxReplacements: 1))
            }
        return (catalog.items + others).filter(isInstalled)
    }

    /// Fetches an item by name, and with a Whisper model what it needs beside it. What is installed is not fetched again.
    ///
    /// - Returns: the item's ``location(of:)``.
    /// - Throws: ``ModelStoreError``.
    @discardableResult
    public func pull(_ name: String, progress: @escaping PullProgressHandler = { _ in }) throws -> String {
        let item = try catalog.item(named: name)
        let location = try install(item, progress: progress)
        if item.kind == .model {
            for companion in Catalog.companions {
                try install(catalog.item(named: companion), progress: progress)
            }
        }
        return location
    }

    /// Fetches an item, which need not be in the catalog, unless it is installed.
    ///
    /// - Returns: the item's ``location(of:)``.
    /// - Throws: ``ModelStoreError``.
    @discardableResult
    public func install(_ item: CatalogItem, progress: @escaping PullProgressHandler = { _ in }) throws -> String {
        if !isInstalled(item) {
            let downloader = Downloader(settings: remote)
            try Installer(item: item, layout: layout, downloader: downloader, progress: progress).install()
        }
        return location(of: item)
    }

    /// Compares an installed item's files with their checksums. A damaged item no longer counts as installed.
    ///
    /// - Throws: ``ModelStoreError`` with `damagedModel`, `notInstalled` or `unknownModel`.
    public func verify(_ name: String, progress: @escaping PullProgressHandler = { _ in }) throws {
        let item = try catalog.item(named: name)
        guard let record = InstallationRecord(at: layout.record(of: item)) else {
            _ = try path(of: name)
            return
        }
        let total = record.files.reduce(0) { $0 + $1.bytes }
        var checked = 0
        let damaged = try record.damagedFiles(in: layout.folder(of: item)) { file in
            progress(PullProgress(item: name, stage: .verifying, file: file.name, bytes: checked, total: total))
            checked += file.bytes
        }
        guard !damaged.isEmpty else { return }
        try FileSystem.remove(layout.record(of: item))
        throw ModelStoreError(
            .damagedModel, "\(damaged.joined(separator: ", ")) of \(name) is damaged",
            remedy: "Fetch it again with `steno models pull \(name)`")
    }

    private var layout: CacheLayout { CacheLayout(root: root) }
}
