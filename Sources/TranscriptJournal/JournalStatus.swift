// SPDX-License-Identifier: Apache-2.0

/// How a journal does, for the metrics and for `/readyz`.
package struct JournalStatus: Equatable {
    /// Whether the last attempt to write failed, or does not come to an end.
    package var isFailing = false
    /// Changes that wait to be written.
    package var waiting = 0
    /// Changes that could not be kept.
    package var lost = 0
    /// How often its file was deleted, replaced or cut.
    package var replacements = 0
}
