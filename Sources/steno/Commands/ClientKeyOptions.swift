import ArgumentParser

/// The key of a client's command.
struct ClientKeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A key for a server that asks for one; $STENO_API_KEY when not given, which other users of this machine do not see.",
            valueName: "key"))
    var apiKey: String?

    /// The key; nil for none.
    var key: String? {
        let key = apiKey ?? Environment.variables["STENO_API_KEY"]
        return key?.isEmpty == false ? key : nil
    }
}
