// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Logging
import SessionRuntime

extension RequestContext {
    /// The request's name, as its lines in the log have it. Not `id`: that ends the program where a logger keeps no metadata.
    package var requestID: String {
        self.logger[metadataKey: "hb.request.id"]?.description ?? SessionID.make()
    }
}
