namespace Aops.Releases.Transport;

/// <summary>A source does not give what it was asked for; the message says which, and why.</summary>
/// <param name="message">What failed, on what.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class ReleaseSourceException(string message, Exception? inner = null)
    : IOException(message, inner);
