using Aops.Supervision.Launching;

namespace Aops.Supervision;

/// <summary>
/// Loads what supervision otherwise loads at its first use, so that a missing library is detected early.
/// </summary>
public static class SupervisionSelfTest
{
    /// <summary>Looks up an account, which loads the POSIX helper library.</summary>
    /// <exception cref="DllNotFoundException">The helper library is not beside the program.</exception>
    public static void Run() => UnixAccount.Find("root", null);
}
