using Aops.Contracts;

namespace Aops.Systemd;

/// <summary>What this process can tell of the systemd around it.</summary>
public static class SystemdHost
{
    /// <summary>Whether systemd runs this host (sd_booted(3)).</summary>
    public static bool IsBooted => Directory.Exists("/run/systemd/system");

    /// <summary>
    /// Whether systemd started this process as the unit of a half. Its variables alone do not tell, since a child
    /// inherits them; its control group alone does not either, since whatever a unit starts is in it.
    /// </summary>
    /// <param name="role">The half.</param>
    public static bool IsUnitOf(Role role) =>
        IsUnitOf(role, Environment.GetEnvironmentVariable("INVOCATION_ID"), ReadControlGroups());

    /// <summary>The same, from what was read.</summary>
    /// <param name="role">The half.</param>
    /// <param name="invocation">Value of <c>INVOCATION_ID</c> (systemd.exec(5)), or null.</param>
    /// <param name="controlGroups">Lines of <c>/proc/self/cgroup</c>: <c>HIERARCHY:CONTROLLERS:PATH</c>.</param>
    internal static bool IsUnitOf(Role role, string? invocation, IEnumerable<string> controlGroups) =>
        !string.IsNullOrEmpty(invocation)
        && controlGroups.Any(line => line.EndsWith("/" + UnitNames.Of(role), StringComparison.Ordinal));

    private static string[] ReadControlGroups()
    {
        try
        {
            return File.ReadAllLines("/proc/self/cgroup");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
