// SPDX-License-Identifier: Apache-2.0

import ServerAccess

extension ServerSettings {
    /// Whether a client at an address may use Wyoming's port, where clients cannot show keys.
    func admitsWyoming(_ address: IPAddress?) -> Bool {
        guard !self.wyomingClients.isEmpty else { return !self.access.needsKey }
        return address.map { address in self.wyomingClients.contains { $0.contains(address) } } ?? false
    }
}
