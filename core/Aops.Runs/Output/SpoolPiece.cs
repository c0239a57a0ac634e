namespace Aops.Runs.Output;

/// <summary>A piece of output.</summary>
/// <param name="Offset">Offset of its first byte.</param>
/// <param name="Missing">Bytes between the offset that was asked for and this one, which this host does not have.</param>
/// <param name="Content">It ends at the end of a frame; empty if there is nothing yet, or no more.</param>
public sealed record SpoolPiece(long Offset, long Missing, byte[] Content)
{
    /// <summary>Offset behind its last byte.</summary>
    public long End => Offset + Content.Length;
}
