// SPDX-License-Identifier: Apache-2.0

package import SessionRuntime

extension SessionCounts.Client {
    /// Who is counted as one client: whoever has the same key, else the same address.
    package init(_ principal: Principal, _ address: IPAddress?) {
        let isAnonymous = principal.kind == .anonymous
        self.init(key: isAnonymous ? nil : principal.id, address: isAnonymous ? address?.network.description : nil)
    }
}
