namespace Aops.Server.Runs.Output;

/// <summary>Where a piece of output belongs.</summary>
/// <param name="Offset">Where it begins in the host's sequence of frames; null for where what is here ends.</param>
/// <param name="Missing">Bytes before it that the host does not have any more.</param>
internal readonly record struct OutputPlace(long? Offset, long Missing)
{
    /// <summary>Behind what is here.</summary>
    public static OutputPlace AtEnd => new(null, 0);
}
