namespace Aops.Contracts.Wire;

/// <summary>
/// The fault (<see cref="AgentStatus.Faults"/>) by which a host tells that an upgrade of the suite cannot go on for now: neither the
/// host nor the version is at fault, but the server, the network or the disk, and the host tries again by itself.
/// </summary>
public static class HinderedUpgrade
{
    private const string Begin = "upgrade to ";
    private const string End = "; tried again within minutes";

    /// <summary>The fault.</summary>
    /// <param name="version">The version that is ordered.</param>
    /// <param name="reason">What failed.</param>
    public static string Tell(string version, string reason) => $"{Begin}{version}: {reason}{End}";

    /// <summary>What a fault says of the upgrade to a version; null where it is about something else.</summary>
    public static string? ReasonOf(string fault, string version) => Faults.After(fault, $"{Begin}{version}: ");

    /// <summary>Whether a fault is one.</summary>
    public static bool IsTold(string fault) =>
        fault.StartsWith(Begin, StringComparison.Ordinal) && fault.EndsWith(End, StringComparison.Ordinal);
}
