// SPDX-License-Identifier: Apache-2.0

import Whisper

/// Which kernels the engine takes on this machine.
enum KernelCheck {
    /// Looks at what the engine says.
    static func finding(_ report: KernelReport? = .current()) -> Finding {
        guard let report else {
            return Finding(
                verdict: .fail, subject: "kernels", message: "oneDNN computes no matrix product",
                remedy: "Reinstall libdnnl-dev.")
        }
        return Finding(
            verdict: report.isSlow ? .warn : .ok, subject: "kernels",
            message: "\(report.library), matrix product: \(report.matrixProduct)",
            remedy: report.isSlow ? "There is no fast kernel for this processor; transcription will be slow." : nil)
    }
}
