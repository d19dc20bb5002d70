// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Finds files on a Python package index by its "simple" API, as JSON (PEP 691) or HTML (PEP 503).
struct PackageIndex {
    let downloader: Downloader

    /// The address of one file of a package. What comes from there is judged by its checksum, not by the index.
    func address(of archive: PackageArchive) throws -> String {
        let list = "\(downloader.settings.packageIndex)/\(archive.package)/"
        let accept = "Accept: application/vnd.pypi.simple.v1+json, text/html;q=0.5"
        let (bytes, base) = try downloader.document(list, headers: [accept])
        let isJSON = bytes.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "{")
        let links = isJSON ? try Self.links(inJSON: bytes) : Self.links(inHTML: bytes)
        guard let link = links.first(where: { Self.fileName(of: $0) == archive.file }) else {
            throw ModelStoreError(
                .refused, "\(HTTPFailure.host(of: base)) does not list \(archive.file)",
                remedy: "If PIP_INDEX_URL names a mirror, unset it or ask for the package \(archive.package) there")
        }
        guard let url = URL(string: link, relativeTo: URL(string: base)) else {
            throw ModelStoreError(.refused, "\(HTTPFailure.host(of: base)) lists \(archive.file) at no valid address")
        }
        return url.absoluteString
    }

    private struct Project: Decodable {
        struct File: Decodable {
            var url: String
        }
        var files: [File]
    }

    static func links(inJSON bytes: [UInt8]) throws -> [String] {
        do {
            return try JSONDecoder().decode(Project.self, from: Data(bytes)).files.map(\.url)
        } catch {
            throw ModelStoreError(.refused, "The package index did not answer with a list of files")
        }
    }

    /// The targets of the links on an index page. Such pages are generated, one plain anchor a file.
    static func links(inHTML bytes: [UInt8]) -> [String] {
        let attribute = Array("href=".utf8)
        var links: [String] = []
        var rest = bytes[...]
        while let start = rest.firstIndex(of: attribute[0]) {
            rest = rest[start...]
            guard rest.starts(with: attribute) else {
                rest = rest.dropFirst()
                continue
            }
            rest = rest.dropFirst(attribute.count)
            guard let quote = rest.popFirst(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
                continue
            }
            let link = rest.prefix { $0 != quote }
            links.append(String(decoding: link, as: UTF8.self).replacing("&amp;", with: "&"))
            rest = rest[link.endIndex...]
        }
        return links
    }

    /// The last part of an address's path, with its escapes undone.
    static func fileName(of link: String) -> String {
        URL(string: link)?.lastPathComponent ?? ""
    }
}
