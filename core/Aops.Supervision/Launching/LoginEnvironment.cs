using System.Globalization;

namespace Aops.Supervision.Launching;

/// <summary>
/// The variables of a program with a user: those that a login as that user sets (environ(7)), and that systemd
/// sets for a unit. Set here in both cases, so that they do not depend on systemd or its version.
/// </summary>
public static class LoginEnvironment
{
    /// <summary><c>PATH</c> of every program that the suite starts.</summary>
    public const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Adds the variables.</summary>
    /// <param name="environment">Receives them.</param>
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
