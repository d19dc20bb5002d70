// SPDX-License-Identifier: Apache-2.0

/// What this program is called in `--version`. The only place that holds the version: RELEASING.md says when it changes.
enum Version {
    static let current = "0.1.0"
}
