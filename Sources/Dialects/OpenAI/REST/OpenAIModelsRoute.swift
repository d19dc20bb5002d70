// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import ServerAccess
import SessionRuntime
import WireText

/// `GET /v1/models` and `/v1/models/{id}`: the model that is served.
struct OpenAIModelsRoute: Sendable {
    let model: ServedModel
    /// When the server began to serve it, in Unix time.
    let created: Int

    private struct Model: Encodable {
        let id: String
        let object = "model"
        let created: Int
        let owned_by = "steno"

        private enum CodingKeys: CodingKey {
            case id, object, created, owned_by
        }
    }

    private struct List: Encodable {
        let object = "list"
        let data: [Model]

        private enum CodingKeys: CodingKey {
            case object, data
        }
    }

    /// All models, which is one.
    func list(_ context: StenoRequestContext) throws -> Response {
        try OpenAIResponse.json(List(data: [self.served]), id: context.requestID)
    }

    /// One model, whose name may have slashes, escaped or not.
    /// - Throws: ``OpenAIError`` 404 when it is not served here.
    func model(_ context: StenoRequestContext) throws -> Response {
        let id = HTTPQuery.decode(path: context.parameters.getCatchAll().joined(separator: "/"))
        guard id == self.model.name else {
            throw OpenAIError(
                "The model '\(ReceivedText.beginning(of: id, bytes: 80))' does not exist. This server has \(self.model.name).",
                param: "model",
                code: "model_not_found", status: .notFound)
        }
        return try OpenAIResponse.json(self.served, id: context.requestID)
    }

    private var served: Model { Model(id: self.model.name, created: self.created) }
}
