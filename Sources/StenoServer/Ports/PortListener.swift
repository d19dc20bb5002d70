import ServiceLifecycle

/// Listens on one port, and says which when it cannot.
struct PortListener: Service {
    let service: any Service
    let host: String
    let port: Int
    /// The command line's option for the port.
    let option: String

    func run() async throws {
        do {
            try await self.service.run()
        } catch {
            throw ServerError.explaining(error, host: self.host, port: self.port, option: self.option) ?? error
        }
    }
}
