// SPDX-License-Identifier: Apache-2.0

import ModelStore
import SpeakerLabels

extension VoiceEncoder {
    /// Loads the model that `steno models pull speaker` fetched.
    init(installedIn store: ModelStore) throws {
        try self.init(path: "\(store.path(of: Catalog.speakerModel))/\(VoiceEncoder.fileName)")
    }
}
