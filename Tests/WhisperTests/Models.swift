// SPDX-License-Identifier: Apache-2.0

import StenoTesting
import Synchronization

@testable import Whisper

/// Models loaded once for all tests.
enum Models {
    private static let loaded = Mutex<[String: WhisperModel]>([:])

    static func load(_ name: String, _ type: ComputeType = .float32) throws -> WhisperModel {
        try loaded.withLock { loaded in
            if let model = loaded["\(name) \(type)"] { return model }
            let model = try WhisperModel(folder: Fixtures.model(name), threads: 1, computeType: type)
            loaded["\(name) \(type)"] = model
            return model
        }
    }
}
