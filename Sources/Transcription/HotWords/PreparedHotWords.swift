// SPDX-License-Identifier: Apache-2.0

/// What a recognizer made of ``HotWords``, to be shared by all requests of a session.
///
/// Made by ``Recognizer/prepare(_:)``; does not change.
public protocol PreparedHotWords: AnyObject, Sendable {}
