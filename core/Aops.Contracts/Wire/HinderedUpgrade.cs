namespace Aops.Contracts.Wire;

/// <summary>
/// The fault (<see cref="AgentStatus.Faults"/>) by which a host tells that an upgrade of the suite cannot go on for now: neither the
/// host nor the version is at fault, but the server, the network or the disk, and the host tries again by itself.
/// </summary>
public static class HinderedUpgrade
{
    private const string Begin = "upgrade to ";

    /// <summary>The fault.</summary>
    /// <param name="version">The version that is ordered.</param>
    /// <param name="reason">What failed.</param>
    public static string Tell(string version, string reason) => TellRefused(version, reason) + Faults.Again;

    /// <summary>The fault of an upgrade that is refused, or has failed: it is not for the moment, and begins alike.</summary>
    /// <param name="version">The version that is ordered.</param>
    /// <param name="reason">Why.</param>
    public static string TellRefused(string version, string reason) => $"{Begin}{version}: {reason}";

    /// <summary>What a fault says of the upgrade to a version; null where it is about something else.</summary>
    public static string? ReasonOf(string fault, string version) => Faults.After(fault, TellRefused(version, ""));

    /// <summary>Whether a fault is one.</summary>
    public static bool IsTold(string fault) =>
        fault.StartsWith(Begin, StringComparison.Ordinal) && fault.EndsWith(Faults.Again, StringComparison.Ordinal);
}
