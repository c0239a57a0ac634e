using Aops.Supervision.Launching;

namespace Aops.Supervision.Children;

/// <summary>
/// Checks that the user and group that a package names have no more rights than an ordinary user of this host.
/// </summary>
public static class DelegatedAccount
{
    private const uint Root = 0;

    /// <summary>
    /// Looks the names up on this host, since a name can be an alias of root, and a group can be equivalent to it.
    /// </summary>
    /// <param name="user">Name or number; null for the user of this process.</param>
    /// <param name="group">Name or number; null for the user's own.</param>
    /// <returns>A clause that names the privilege; null for an ordinary user in an ordinary group.</returns>
    public static string? FaultOf(string? user, string? group)
    {
        if (user is null) return "it names no user, so that it would run as root, which was not delegated";
        try
        {
            var own = UnixAccount.Find(user, group: null);
            var asked = UnixAccount.Find(user, group);
            if (own.UserId == Root) return $"user {user} is root on this host, which was not delegated";
            if (asked.GroupId == Root || own.GroupId == Root || own.Groups.Contains(Root))
                return $"user {user} would be in the group of root on this host, which was not delegated";
            return asked.GroupId == own.GroupId || own.Groups.Contains(asked.GroupId)
                ? null
                : $"group {group} is none of user {user} on this host";
        }
        catch (StartException e)
        {
            return e.Message;
        }
    }
}
