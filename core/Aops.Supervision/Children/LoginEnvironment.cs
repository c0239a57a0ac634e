using System.Globalization;

namespace Aops.Supervision.Children;

/// <summary>
/// The variables of a sub-agent that has a user: what a login as that user sets (environ(7)), and systemd for a unit. They are
/// set here for both, so that none depends on what runs spm, nor on systemd's version.
/// </summary>
internal static class LoginEnvironment
{
    /// <summary>Sets them.</summary>
    /// <param name="environment">Takes them.</param>
    /// <param name="account">The user; one without an entry has no home and no shell.</param>
    public static void Add(Dictionary<string, string> environment, UnixAccount account)
    {
        var name = account.Name ?? account.UserId.ToString(CultureInfo.InvariantCulture);
        environment["USER"] = name;
        environment["LOGNAME"] = name;
        if (account.Home is { Length: > 0 } home) environment["HOME"] = home;
        if (account.Shell is { Length: > 0 } shell) environment["SHELL"] = shell;
    }
}
