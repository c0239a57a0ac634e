namespace Aops.Rollouts.Tests.Simulation;

/// <summary>What comes of a host that is ordered.</summary>
internal enum HostFate
{
    Good,

    /// <summary>Goes back in its trial.</summary>
    Crashes,

    /// <summary>Gives up before its switch.</summary>
    FailsSelfTest,

    /// <summary>Is never heard of again after its switch.</summary>
    Deaf,

    /// <summary>Succeeds, and turns sick after 5 minutes.</summary>
    DiesLater,

    /// <summary>Its disk is full.</summary>
    DiskFull,
}
