/// One of the two halves of the model.
enum CheckpointStack: String {
    case encoder, decoder
}
