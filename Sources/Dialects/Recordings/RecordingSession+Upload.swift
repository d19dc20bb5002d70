// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Logging
import ServerAccess
import SessionRuntime
import Transcription

extension RecordingSession {
    /// The session of a recording that was uploaded.
    /// - Parameters:
    ///   - file: the recording, kept until all of it is read.
    ///   - channel: of its channels the one to transcribe, from 0; nil for the average of all.
    ///   - id: the session's.
    ///   - permit: the session's, released when it has ended.
    ///   - dialect: what its client speaks.
    ///   - context: of the request that brought it.
    /// - Throws: `AudioInputError` when it is no recording, `SessionError`, ``Rejection`` when too many are read, or for a
    ///   key that was revoked meanwhile.
    init(
        _ file: TemporaryFile, channel: Int? = nil, configuration: SessionConfiguration, id: String,
        permit: SessionPermit, service: DialectService, dialect: DialectName, _ context: StenoRequestContext
    ) async throws {
        var logger = context.logger
        logger[metadataKey: "session"] = "\(id)"
        logger[metadataKey: "client"] = "\(context.clientAddress.map { "\($0)" } ?? "unknown")"
        let owner = SessionCounts.Client(context.principal, context.clientAddress)
        // While it waits for its turn the machine has nothing to do for it.
        permit.suspendLoad()
        defer { permit.resumeLoad() }
        let reader = try await ConnectionTask.run(on: context.channel) {
            try await service.recordings.open(file.path, channel: channel, owner: owner)
        }
        do {
            try self.init(
                id: id, owner: context.principal.id, configuration: configuration, environment: service.environment,
                permit: permit, dialect: dialect.rawValue, logger: logger
            ) { take in
                defer { withExtendedLifetime(file) {} }
                while let samples = try await reader.next() { try await take(samples) }
            }
        } catch let error as SessionFault {
            throw Rejection(.invalidKey, error.message)
        }
    }
}
