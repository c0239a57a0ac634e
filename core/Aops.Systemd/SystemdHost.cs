using System.Globalization;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Systemd.Client;

namespace Aops.Systemd;

/// <summary>Facts about the systemd that runs this process.</summary>
public static class SystemdHost
{
    private const string Named = "name=systemd";

    private static readonly string[] Hierarchies = ["", Named];

    /// <summary>Whether systemd runs this host (sd_booted(3)).</summary>
    public static bool IsBooted => Directory.Exists("/run/systemd/system");

    /// <summary>
    /// Whether systemd started this process as a unit of the pair. Its environment alone is no proof, since
    /// children inherit it; nor is its control group, which contains everything that the unit starts.
    /// </summary>
    public static bool IsUnitOf(Role role) =>
        IsUnitOf(role, Environment.GetEnvironmentVariable("INVOCATION_ID"), ReadControlGroups("self"));

    /// <summary>The same, from what was read.</summary>
    /// <param name="invocation">Value of <c>INVOCATION_ID</c> (systemd.exec(5)), or null.</param>
    /// <param name="controlGroups">Lines of <c>/proc/self/cgroup</c>: <c>HIERARCHY:CONTROLLERS:PATH</c>.</param>
    internal static bool IsUnitOf(Role role, string? invocation, IEnumerable<string> controlGroups) =>
        !string.IsNullOrEmpty(invocation)
        && IsIn(controlGroups, UnitNames.Of(role));

    /// <summary>
    /// Whether a process belongs to a unit of the suite's slice, by the full path of its control group: only this
    /// host's systemd can put a process there, while any user may have a group whose path ends in the same way.
    /// </summary>
    public static bool IsInUnit(int pid, string unit) =>
        IsBooted && IsInUnit(
            unit, ReadControlGroups(pid.ToString(CultureInfo.InvariantCulture)), ReadControlGroups("1"));

    /// <summary>The same, from what was read.</summary>
    /// <param name="controlGroups">Lines of <c>/proc/PID/cgroup</c>.</param>
    /// <param name="ofSystemd">Those of process 1, which is in <c>init.scope</c> at the root of its tree.</param>
    internal static bool IsInUnit(
        string unit, IReadOnlyList<string> controlGroups, IReadOnlyList<string> ofSystemd)
    {
        const string scope = "/init.scope";
        // systemd's own hierarchy is the one in which process 1 is in init.scope: that of version 2, or the named
        // one. A container may see both. A systemd older than init.scope is at the root of the named one.
        bool IsScope(string? path) => path?.EndsWith(scope, StringComparison.Ordinal) == true;
        var own = Hierarchies.FirstOrDefault(hierarchy => IsScope(PathOf(ofSystemd, hierarchy))) ?? Named;
        if (PathOf(ofSystemd, own) is not { } init || PathOf(controlGroups, own) is not { } path) return false;
        var root = IsScope(init) ? init[..^scope.Length] : init.TrimEnd('/');
        return path == $"{root}/{UnitNames.Slice}/{unit}";
    }

    private static string? PathOf(IReadOnlyList<string> controlGroups, string hierarchy) =>
        controlGroups.Select(line => line.Split(':', 3))
            .FirstOrDefault(f => f.Length == 3 && f[1] == hierarchy && (hierarchy.Length > 0 || f[0] == "0"))?[2];

    private static bool IsIn(IEnumerable<string> controlGroups, string unit) =>
        controlGroups.Any(line => line.EndsWith("/" + unit, StringComparison.Ordinal));

    private static string[] ReadControlGroups(string process)
    {
        try
        {
            return File.ReadAllLines($"/proc/{process}/cgroup");
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return [];
        }
    }
}
