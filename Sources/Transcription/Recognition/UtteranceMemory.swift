// SPDX-License-Identifier: Apache-2.0

/// What a recognizer keeps of a window of audio from request to request, so that a request costs its new audio only.
///
/// Made by ``Recognizer/makeMemory()``, owned by the session and dropped when a new window begins. One request that uses it runs
/// at a time.
public protocol UtteranceMemory: AnyObject, Sendable {}
