namespace Aops.Server.Runs.Output;

/// <summary>What the file of a host's output holds.</summary>
/// <param name="Received">How far it reaches, as an offset of the host's sequence of frames.</param>
/// <param name="Stored">Length of the file.</param>
/// <param name="Missing">Bytes that are missing in it.</param>
/// <param name="TailSkip">Where its last frame begins, if that is a <see cref="OutputFrame.Skip"/>; null else.</param>
internal sealed record OutputState(long Received, long Stored, long Missing, long? TailSkip)
{
    /// <summary>No file yet.</summary>
    public static OutputState Nothing { get; } = new(0, 0, 0, null);
}
