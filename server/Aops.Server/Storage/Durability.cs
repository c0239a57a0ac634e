namespace Aops.Server.Storage;

/// <summary>What a write survives once it was acknowledged.</summary>
internal enum Durability
{
    /// <summary>A crash of the server; a power cut may take the last ones: statuses, events.</summary>
    Process,

    /// <summary>A power cut as well: agents, tokens, desired states, commands.</summary>
    Disk,
}
