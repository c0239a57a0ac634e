using System.Security.Cryptography;
using System.Text;

namespace Aops.Native.Processes;

/// <summary>
/// The evidence that a process whose environment names a sub-agent was started by this suite. Any user can set such
/// an environment, so the environment alone proves nothing.
/// </summary>
/// <param name="Mark">
/// The secret mark that the suite gave it; other users cannot read it from its environment.
/// </param>
/// <param name="ProgramFolder">
/// Directory of its programs, without links in the path, writable by root only. Proves a process that was started
/// before marks existed.
/// </param>
/// <param name="UserId">The user as which the suite starts it.</param>
/// <param name="GroupId">The group as which the suite starts it; null for any.</param>
public sealed record ProcessProof(string Mark, string ProgramFolder, uint UserId, uint? GroupId)
{
    /// <summary>Whether the evidence holds for a process.</summary>
    /// <param name="mark">The mark in its environment; null if it has none.</param>
    /// <exception cref="IOException">No descriptor or memory is left, so it may hold.</exception>
    public bool Holds(int pid, string? mark) =>
        ProcCredentials.TryRead(pid)?.Are(UserId, GroupId) == true
        && ProcessOrigin.SharesPids(pid)
        && ((HasMark(mark) && ProcessOrigin.IsWithinRoot(pid)) || (ProcessOrigin.SharesRoot(pid) && IsOfFolder(pid)));

    /// <summary>
    /// Whether a process executes a program of the directory, and that path leads to the same directory for it.
    /// </summary>
    public bool IsOfFolder(int pid) =>
        ProcessOrigin.ProgramOf(pid)?.StartsWith(ProgramFolder + "/", StringComparison.Ordinal) == true
        && (ProcessOrigin.SharesMounts(pid) || ProcessOrigin.Sees(pid, ProgramFolder));

    private bool HasMark(string? mark) =>
        mark is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mark), Encoding.UTF8.GetBytes(Mark));
}
