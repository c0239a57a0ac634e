namespace Aops.Rollouts.States;

/// <summary>What is at fault where neither the host nor the release is.</summary>
public enum BlamelessCause
{
    /// <summary>The server or the repository.</summary>
    Server,

    /// <summary>The way to them.</summary>
    Network,

    /// <summary>The host's disk is full or fails.</summary>
    Disk,
}
