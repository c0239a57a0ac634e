namespace Aops.Systemd.Client;

/// <summary>What a job does to its unit.</summary>
public enum UnitVerb
{
    /// <summary>Starts it.</summary>
    Start,

    /// <summary>Stops it.</summary>
    Stop,

    /// <summary>Stops and starts it.</summary>
    Restart,
}
