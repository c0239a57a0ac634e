namespace Aops.Releases.Keys;

/// <summary>A file of a key is of no use; each tool has an exit code for it.</summary>
/// <param name="fault">Why.</param>
/// <param name="sentence">The same for people, with the name of the file.</param>
public sealed class KeyFileException(KeyFault fault, string sentence, Exception? inner = null)
    : Exception(sentence, inner)
{
    /// <summary>Why.</summary>
    public KeyFault Fault { get; } = fault;
}
