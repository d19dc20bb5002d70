// SPDX-License-Identifier: Apache-2.0

import HTTPTesting
import Testing
import WireText

/// The list of models.
@Suite(.timeLimit(.minutes(5)))
struct OpenAIModelsRouteTests {
    @Test func theModel() async throws {
        try await TestServer.steno { server in
            let list = try await RawConnection.request("/v1/models", port: server.port)
            #expect(list.status == 200 && list.body?["object"] == "list")
            guard case .list(let models)? = list.body?["data"] else { throw RawConnection.Failure(what: "no list") }
            #expect(models.map { $0["id"] } == ["base"])
            #expect(models[0]["object"] == "model" && models[0]["owned_by"] == "steno")
            #expect(models[0]["created"]?.integer ?? 0 > 1_700_000_000)
            let model = try await RawConnection.request("/v1/models/b%61se", port: server.port)
            #expect(model.body == models[0])
        }
    }

    @Test(arguments: ["org%2Fname", "org/name", "whisper-9"])
    func oneThatIsNotHere(name: String) async throws {
        try await TestServer.steno { server in
            let answer = try await RawConnection.request("/v1/models/\(name)", port: server.port)
            #expect(answer.status == 404 && answer.code == "model_not_found")
            #expect(answer.message?.contains(name.replacing("%2F", with: "/")) == true)
        }
    }
}
