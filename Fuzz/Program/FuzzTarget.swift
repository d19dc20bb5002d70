/// A part of Steno that takes bytes from strangers.
protocol FuzzTarget: SendableMetatype {
    /// What it is called on the command line; its seeds are in the folder of that name.
    static var name: String { get }

    /// Gives it one input. Whatever it must never do ends the process.
    static func run(_ input: UnsafeBufferPointer<UInt8>)
}
