namespace Aops.Supervision.Children;

/// <summary>Says whether a user and a group that a package names give it no more than an ordinary user of this host has.</summary>
public static class DelegatedAccount
{
    private const uint Root = 0;

    /// <summary>Looks the names up on this host: a name can be another name of root, and a group be worth as much.</summary>
    /// <param name="user">Name or number; null for the user of this process.</param>
    /// <param name="group">Name or number; null for the user's own.</param>
    /// <returns>A clause that says what it would be; null if it is an ordinary user in a group of its own.</returns>
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
        catch (StartFault e)
        {
            return e.Message;
        }
    }
}
