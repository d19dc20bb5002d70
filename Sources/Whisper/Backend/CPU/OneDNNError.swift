// SPDX-License-Identifier: Apache-2.0

import COneDNN

/// A oneDNN call failed.
struct OneDNNError: Error, CustomStringConvertible {
    var operation: String
    var status: dnnl_status_t

    var description: String {
        "oneDNN could not run \(operation) (status \(status.rawValue))."
    }

    static func check(_ status: dnnl_status_t, _ operation: @autoclosure () -> String) throws {
        guard status == dnnl_success else { throw OneDNNError(operation: operation(), status: status) }
    }
}
