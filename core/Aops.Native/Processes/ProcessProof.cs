using System.Security.Cryptography;
using System.Text;

namespace Aops.Native.Processes;

/// <summary>
/// What shows that a process whose environment calls it one of ours was started by us. Anybody can write a name into
/// an environment, so the environment alone proves nothing.
/// </summary>
/// <param name="Mark">The secret that we gave it: another user cannot read it out of its environment.</param>
/// <param name="ProgramFolder">
/// Folder of its programs, without links on the way to it; only root writes to it. Proves a process that was started before
/// there were marks.
/// </param>
/// <param name="UserId">The user that we start it as.</param>
/// <param name="GroupId">The group that we start it as; null for any.</param>
public sealed record ProcessProof(string Mark, string ProgramFolder, uint UserId, uint? GroupId)
{
    /// <summary>Whether a process is proved to be of ours.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="mark">The mark in its environment; null if it has none.</param>
    /// <exception cref="IOException">No descriptor or memory is left: it may be.</exception>
    public bool Holds(int pid, string? mark) =>
        ProcCredentials.TryRead(pid)?.Are(UserId, GroupId) == true
        && ProcessOrigin.SharesPids(pid)
        && ((HasMark(mark) && ProcessOrigin.IsWithinRoot(pid)) || (ProcessOrigin.SharesRoot(pid) && IsOfFolder(pid)));

    /// <summary>Whether a process executes a program of the folder, and sees the same folder by that path.</summary>
    /// <param name="pid">The process.</param>
    public bool IsOfFolder(int pid) =>
        ProcessOrigin.ProgramOf(pid)?.StartsWith(ProgramFolder + "/", StringComparison.Ordinal) == true
        && (ProcessOrigin.SharesMounts(pid) || ProcessOrigin.Sees(pid, ProgramFolder));

    private bool HasMark(string? mark) =>
        mark is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mark), Encoding.UTF8.GetBytes(Mark));
}
