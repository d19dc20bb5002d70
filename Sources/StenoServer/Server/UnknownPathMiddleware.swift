// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import ServerAccess
import Spelling
import WireText

/// Tells whoever asks for a path that does not exist which one does. It stands behind all routes, so that it sees no others.
struct UnknownPathMiddleware: RouterMiddleware {
    /// In bytes: what is looked at and shown of a path.
    private static let longest = 64

    /// The paths that exist, with the methods that each takes.
    private let methods: [String: [String]]
    private let paths: [String]

    /// Takes the routes that a router has so far.
    init(routes: [Router<StenoRequestContext>.RouteDescription]) {
        let all = routes.map { (path: Self.shown($0.path), method: $0.method.rawValue) }
        self.methods = Dictionary(grouping: all, by: \.path).mapValues { Set($0.map(\.method)).sorted() }
        self.paths = self.methods.keys.sorted()
    }

    func handle(
        _ request: Request, context: StenoRequestContext,
        next: (Request, StenoRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound && error.body == nil {
            throw HTTPError(.notFound, message: self.message(path: request.uri.path, method: request.method.rawValue))
        }
    }

    /// What is wrong, and what there is instead.
    func message(path: String, method: String) -> String {
        let isCut = path.utf8.count > Self.longest
        let path = Self.trimmed(ReceivedText.beginning(of: path, bytes: Self.longest))
        if let methods = self.methods[path] {
            return "\(path) accepts \(methods.joined(separator: " and ")), not \(method.prefix(16))."
        }
        let problem = "There is no path \(path)\(isCut ? "…" : "")"
        guard !isCut, let nearest = self.nearest(to: path.lowercased()) else {
            return "\(problem). docs/protocol.md and docs/compatibility.md list all paths."
        }
        return "\(problem): did you mean \(nearest)?"
    }

    private func nearest(to path: String) -> String? {
        if let nearest = Nearest.word(to: path, among: self.paths, within: max(2, path.utf8.count / 3)) {
            return nearest.word
        }
        // Its end alone, as in /transcriptions, or all of it with something before.
        return self.paths.first { $0.utf8.count > 4 && ($0.hasSuffix(path) || path.hasSuffix($0)) }
    }

    private static func shown(_ path: RouterPath) -> String {
        let path = path.description
        return Self.trimmed(path.hasSuffix("/**") ? String(path.dropLast(3)) : path)
    }

    /// Without slashes at the end, which the router ignores.
    private static func trimmed(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }
}
