using System.Globalization;
using Aops.Native;
using Aops.Native.Processes;
using Mono.Unix.Native;

namespace Aops.Supervision.Launching;

/// <summary>A user with his groups, as numbers.</summary>
/// <param name="Groups">Supplementary groups.</param>
public sealed record UnixAccount(uint UserId, uint GroupId, IReadOnlyList<uint> Groups)
{
    /// <summary>Name of the user; null if it has no entry.</summary>
    public string? Name { get; init; }

    /// <summary>Home folder of the user; null if it has no entry.</summary>
    public string? Home { get; init; }

    /// <summary>Shell of the user; null if it has no entry.</summary>
    public string? Shell { get; init; }

    /// <summary>Looks up names (getpwnam(3), getgrnam(3), getgrouplist(3)); numbers need no entry.</summary>
    /// <param name="user">Name or number; null for the user of this process.</param>
    /// <param name="group">Name or number; null for the user's own.</param>
    /// <exception cref="StartException">There is no such user or group.</exception>
    public static UnixAccount Find(string? user, string? group)
    {
        PosixLibrary.Require();
        var entry = user is null ? Syscall.getpwuid(CurrentUser.EffectiveId) : FindUser(user);
        var userId = entry?.pw_uid ?? (user is null ? CurrentUser.EffectiveId : Number(user)!.Value);
        var groupId = group is not null ? FindGroup(group)
            : entry?.pw_gid ?? throw new StartException($"user: {user} has no entry, so its group must be given");
        uint[] groups = entry is { pw_name: { } name } ? ProcessSetup.GroupsOf(name, groupId) : [groupId];
        return new(userId, groupId, groups) { Name = entry?.pw_name, Home = entry?.pw_dir, Shell = entry?.pw_shell };
    }

    private static Passwd? FindUser(string user)
    {
        if (Number(user) is { } id) return Syscall.getpwuid(id);
        return Syscall.getpwnam(user) ?? throw new StartException($"user: there is no user '{user}' on this host");
    }

    private static uint FindGroup(string group) =>
        Number(group) ?? (Syscall.getgrnam(group)
            ?? throw new StartException($"group: there is no group '{group}' on this host")).gr_gid;

    private static uint? Number(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
