namespace Aops.Supervision.Cgroups;

/// <summary>The location of a controller's groups on this host.</summary>
/// <param name="Mount">The mounted root.</param>
/// <param name="Own">The group of this process, at or below that root.</param>
/// <param name="IsUnified">Whether it is version 2: one tree for all controllers.</param>
internal sealed record CgroupHierarchy(string Mount, string Own, bool IsUnified)
{
    /// <summary>Finds the hierarchy of a controller.</summary>
    /// <param name="controller">The kernel's name of it.</param>
    /// <param name="mounts">Lines of <c>/proc/self/mountinfo</c>.</param>
    /// <param name="memberships">Lines of <c>/proc/self/cgroup</c>.</param>
    /// <returns>Null if this host has none, or it is not visible to this process.</returns>
    public static CgroupHierarchy? Find(string controller, IEnumerable<string> mounts, IEnumerable<string> memberships)
    {
        CgroupHierarchy? unified = null;
        var groups = memberships.ToList();
        foreach (var mount in mounts.Select(TryParse).OfType<MountLine>())
        {
            if (mount.Type == "cgroup" && mount.Options.Contains(controller))
                return Of(mount, groups, line => line.Split(',').Contains(controller), isUnified: false);
            if (mount.Type == "cgroup2") unified ??= Of(mount, groups, line => line.Length == 0, isUnified: true);
        }
        return unified;
    }

    private static CgroupHierarchy Of(
        MountLine mount, List<string> memberships, Func<string, bool> isOurs, bool isUnified)
    {
        // hierarchy:controllers:path, and the path may hold colons.
        var path = memberships.Select(line => line.Split(':', 3))
            .FirstOrDefault(fields => fields.Length == 3 && isOurs(fields[1]))?[2];
        // The mount may be a part of the tree, as in a container without a cgroup namespace.
        var isBelow = path?.StartsWith(mount.Root, StringComparison.Ordinal) == true;
        var own = isBelow ? path![mount.Root.Length..].TrimStart('/') : "";
        return new(mount.Point, Path.Combine(mount.Point, own), isUnified);
    }

    // 36 35 98:0 /root /mount rw,noatime shared:1 - cgroup cgroup rw,memory
    private static MountLine? TryParse(string line)
    {
        var parts = line.Split(" - ", 2);
        if (parts.Length != 2) return null;
        var (about, source) = (parts[0].Split(' '), parts[1].Split(' '));
        return about.Length >= 5 && source.Length >= 3
            ? new(about[3] == "/" ? "" : about[3], about[4], source[0], source[2].Split(','))
            : null;
    }

    private sealed record MountLine(string Root, string Point, string Type, string[] Options);
}
