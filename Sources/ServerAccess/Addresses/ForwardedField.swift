// SPDX-License-Identifier: Apache-2.0

/// In which header field the proxies say for whom they ask.
///
/// One only: a proxy that writes the one passes on the other as the client sent it.
public enum ForwardedField: String, Sendable, CaseIterable {
    /// `X-Forwarded-For`, which nginx, HAProxy and most others write.
    case xForwardedFor = "x-forwarded-for"
    /// `Forwarded` (RFC 7239).
    case forwarded
}
