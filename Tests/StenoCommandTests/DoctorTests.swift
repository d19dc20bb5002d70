// SPDX-License-Identifier: Apache-2.0

import Glibc
import ModelStore
import Testing

@testable import Whisper
@testable import steno

@Suite struct DoctorTests {
    @Test func tellsWhatTheProcessorCanDo() {
        let cpuinfo = """
            processor\t: 0
            model name\t: Some CPU @ 2.0GHz
            flags\t\t: fpu sse avx2 avx512f avx512_vnni

            processor\t: 1
            model name\t: Another
            flags\t\t: fpu
            """
        let finding = ProcessorCheck.finding(cpuinfo: cpuinfo, cores: 2)
        #expect(finding.line == "ok    processor  Some CPU @ 2.0GHz, 2 cores: AVX2, AVX-512, VNNI")
        let old = ProcessorCheck.finding(cpuinfo: "model name : Old\nflags : fpu sse", cores: 1)
        #expect(old.verdict == .warn)
        #expect(ProcessorCheck.finding(cpuinfo: "", cores: 1).verdict == .warn)
    }

    @Test func tellsOfKernels() {
        #expect(KernelCheck.finding(.init(library: "oneDNN 2.6.3", matrixProduct: "AVX2")).verdict == .ok)
        #expect(KernelCheck.finding(.init(library: "oneDNN 2.6.3", matrixProduct: "plain loops")).verdict == .warn)
        #expect(KernelCheck.finding(nil).verdict == .fail)
        #expect(KernelCheck.finding().message.hasPrefix("oneDNN "))
    }

    @Test func tellsOfAnEmptyCache() {
        let findings = ModelCheck.findings(ModelStore(root: "/nonexistent/steno"))
        #expect(findings.map(\.verdict) == [.fail, .fail, .warn])
        #expect(findings.allSatisfy { $0.remedy?.contains("steno models pull base") == true })
    }

    @Test func knowsSizesOfEveryModelOfTheCatalog() throws {
        let store = ModelStore(root: "/nonexistent/steno")
        let models = store.catalog.items.filter { $0.kind == .model }
        #expect(Set(ModelFacts.known.map(\.name)) == Set(models.map(\.name)))
        for item in models {
            let facts = try #require(ModelFacts.known.first { $0.name == item.name })
            // Weights are fetched in two bytes each; those in one are from a package that holds int8.
            let fetched = try #require(item.approximateBytes)
            if item.name != "base", item.name != "tiny.en" {
                #expect(abs(2 * facts.parameters * 1_000_000 - fetched) < fetched / 15)
            }
            let findings = try ModelFactsCheck.findings(item.name, store, available: 1 << 40)
            #expect(findings.map(\.subject) == ["model", "memory", "errors"])
            #expect(findings.allSatisfy { $0.verdict == .ok })
        }
    }

    @Test func warnsOfAModelThatDoesNotFitIntoMemory() throws {
        let store = ModelStore(root: "/nonexistent/steno")
        let findings = try ModelFactsCheck.findings("large-v3", store, available: 2_000_000_000)
        #expect(findings[1].verdict == .warn && findings[1].message.contains("2.0 GB available"))
        #expect(findings[2].message.contains("2.0 % on LibriSpeech clean"))
        #expect(findings[2].message.contains("arXiv:2508.20869"))
        #expect(throws: ModelStoreError.self) { try ModelFactsCheck.findings("nosuch", store) }
        #expect(try ModelFactsCheck.findings("owner/name", store).count == 1)
    }

    @Test func tellsOfACacheThatCannotBeMade() {
        #expect(CacheCheck.finding("/etc/hostname/steno").verdict == .fail)
        #expect(CacheCheck.finding("/tmp/steno-not-yet/cache").verdict != .fail)
    }

    @Test func tellsOfABusyPort() {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, length)
                _ = getsockname(descriptor, $0, &length)
            }
        }
        listen(descriptor, 1)
        let finding = PortCheck.finding(Int(in_port_t(bigEndian: address.sin_port)))
        #expect(finding.verdict == .warn)
        #expect(finding.message.hasSuffix("is in use"))
    }
}
