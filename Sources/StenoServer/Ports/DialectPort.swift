// SPDX-License-Identifier: Apache-2.0

/// A dialect whose clients connect to a port of its own, since they know no paths.
public enum DialectPort: String, Sendable, CaseIterable {
    /// The WebSocket server of Vosk.
    case vosk
    /// The WebSocket server of WhisperLive.
    case whisperLive = "whisperlive"
    /// Wyoming, the protocol of Home Assistant's voices, over plain TCP and without keys.
    case wyoming

    /// What people call it.
    public var name: String {
        switch self {
        case .vosk: "Vosk"
        case .whisperLive: "WhisperLive"
        case .wyoming: "Wyoming"
        }
    }

    /// What an address of its port begins with.
    /// - Parameter isEncrypted: whether the server has a certificate.
    public func scheme(isEncrypted: Bool) -> String {
        switch self {
        case .vosk, .whisperLive: isEncrypted ? "wss" : "ws"
        case .wyoming: "tcp"
        }
    }

    /// The command line's option for its port.
    var option: String { "--\(self.rawValue)-port" }
}
