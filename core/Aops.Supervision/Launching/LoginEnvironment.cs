using System.Globalization;

namespace Aops.Supervision.Launching;

/// <summary>
/// The variables of a sub-agent with a user: those that a login as that user sets (environ(7)), and that systemd
/// sets for a unit. Set here in both cases, so that they do not depend on systemd or its version.
/// </summary>
internal static class LoginEnvironment
{
    /// <summary>Adds the variables.</summary>
    /// <param name="account">The user; one without a passwd entry has no home and no shell.</param>
    public static void Add(Dictionary<string, string> environment, UnixAccount account)
    {
        var name = account.Name ?? account.UserId.ToString(CultureInfo.InvariantCulture);
        environment["USER"] = name;
        environment["LOGNAME"] = name;
        if (account.Home is { Length: > 0 } home) environment["HOME"] = home;
        if (account.Shell is { Length: > 0 } shell) environment["SHELL"] = shell;
    }
}
