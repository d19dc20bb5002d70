// SPDX-License-Identifier: Apache-2.0

/// One of the two halves of the model.
enum CheckpointStack: String {
    case encoder, decoder
}
