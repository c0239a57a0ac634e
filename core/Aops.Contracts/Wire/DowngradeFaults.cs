namespace Aops.Contracts.Wire;

/// <summary>The clauses by which a host tells that it may not go back to an older version.</summary>
public static class DowngradeFaults
{
    private const string None = ", and no signed permission lets this host go back";
    private const string NotSoFar = ", and its signed permission lets hosts go back only from ";

    /// <summary>There is no permission.</summary>
    /// <param name="version">The version that is ordered.</param>
    /// <param name="floor">The newest one that the host has committed.</param>
    public static string Tell(string version, string floor) => $"{version} is older than {floor}{None}";

    /// <summary>The permission is from older versions alone.</summary>
    /// <param name="version">The version that is ordered.</param>
    /// <param name="floor">The newest one that the host has committed.</param>
    /// <param name="from">The newest one that the permission names.</param>
    public static string Tell(string version, string floor, string from) =>
        $"{version} is older than {floor}{NotSoFar}{from} or older";

    /// <summary>Whether a fault says so.</summary>
    public static bool IsTold(string fault) =>
        fault.Contains(None, StringComparison.Ordinal) || fault.Contains(NotSoFar, StringComparison.Ordinal);
}
