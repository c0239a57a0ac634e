namespace Aops.Supervision.Launching;

/// <summary>A child cannot be started; the message is the sentence that an operator reads.</summary>
/// <param name="message">What cannot be done, on what.</param>
public sealed class StartException(string message, Exception? inner = null) : IOException(message, inner);
