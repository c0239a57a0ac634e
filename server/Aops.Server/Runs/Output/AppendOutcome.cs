namespace Aops.Server.Runs.Output;

/// <summary>What became of a piece of output.</summary>
internal enum AppendOutcome
{
    /// <summary>It is on the disk; what is beyond the quota is counted as missing.</summary>
    Added,

    /// <summary>It begins elsewhere than the file ends, as one that is sent again does; nothing was stored.</summary>
    OtherOffset,

    /// <summary>The disk has no room left, or cannot be written; none of it counts as stored.</summary>
    NotWritten,
}
