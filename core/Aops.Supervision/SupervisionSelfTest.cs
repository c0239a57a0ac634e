using Aops.Supervision.Children;

namespace Aops.Supervision;

/// <summary>Loads what supervision only needs at its first use, so that a binary without it is found out before.</summary>
public static class SupervisionSelfTest
{
    /// <summary>Looks up an account, which loads the POSIX helper library.</summary>
    /// <exception cref="DllNotFoundException">The helper library is not beside the program.</exception>
    public static void Run() => UnixAccount.Find("root", null);
}
