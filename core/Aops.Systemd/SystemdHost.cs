using System.Globalization;
using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.Systemd;

/// <summary>What this process can tell of the systemd around it.</summary>
public static class SystemdHost
{
    private const string Named = "name=systemd";

    private static readonly string[] Hierarchies = ["", Named];

    /// <summary>Whether systemd runs this host (sd_booted(3)).</summary>
    public static bool IsBooted => Directory.Exists("/run/systemd/system");

    /// <summary>
    /// Whether systemd started this process as the unit of a half. Its variables alone do not tell, since a child
    /// inherits them; its control group alone does not either, since whatever a unit starts is in it.
    /// </summary>
    /// <param name="role">The half.</param>
    public static bool IsUnitOf(Role role) =>
        IsUnitOf(role, Environment.GetEnvironmentVariable("INVOCATION_ID"), ReadControlGroups("self"));

    /// <summary>The same, from what was read.</summary>
    /// <param name="role">The half.</param>
    /// <param name="invocation">Value of <c>INVOCATION_ID</c> (systemd.exec(5)), or null.</param>
    /// <param name="controlGroups">Lines of <c>/proc/self/cgroup</c>: <c>HIERARCHY:CONTROLLERS:PATH</c>.</param>
    internal static bool IsUnitOf(Role role, string? invocation, IEnumerable<string> controlGroups) =>
        !string.IsNullOrEmpty(invocation)
        && IsIn(controlGroups, UnitNames.Of(role));

    /// <summary>
    /// Whether a process belongs to a unit of the suite's slice, by the whole path of its control group: only systemd of
    /// this host puts a process there, while anybody may have a group whose path ends alike.
    /// </summary>
    /// <param name="pid">The process.</param>
    /// <param name="unit">The unit.</param>
    public static bool IsInUnit(int pid, string unit) =>
        IsBooted && IsInUnit(
            unit, ReadControlGroups(pid.ToString(CultureInfo.InvariantCulture)), ReadControlGroups("1"));

    /// <summary>The same, from what was read.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="controlGroups">Lines of <c>/proc/PID/cgroup</c>.</param>
    /// <param name="ofSystemd">Those of process 1, which is in <c>init.scope</c> at the root of its tree.</param>
    internal static bool IsInUnit(
        string unit, IReadOnlyList<string> controlGroups, IReadOnlyList<string> ofSystemd)
    {
        const string scope = "/init.scope";
        // systemd's own hierarchy is the one in which it is in its scope: that of version 2, or one of that name. A
        // container may see both. A systemd of before there was that scope is at the root of the one of that name.
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
