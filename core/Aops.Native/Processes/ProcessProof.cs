using System.Security.Cryptography;
using System.Text;
using Aops.Native.Files;

namespace Aops.Native.Processes;

/// <summary>
/// What shows that a process whose environment calls it one of ours was started by us. Anybody can write a name into
/// an environment, so the environment alone proves nothing.
/// </summary>
/// <param name="Mark">The secret that we gave it: another user cannot read it out of its environment.</param>
/// <param name="ProgramFolder">
/// Folder of its programs, which only root writes to: proves one that was started before there were marks.
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
        && (HasMark(mark) || (IsOfFolder(pid) && ProcessOrigin.SharesRoot(pid)));

    /// <summary>Whether a process executes a program of the folder.</summary>
    /// <param name="pid">The process.</param>
    public bool IsOfFolder(int pid) =>
        ProcessOrigin.ProgramOf(pid)?.StartsWith(ProgramFolder + "/", StringComparison.Ordinal) == true;

    /// <summary>The path of a folder as /proc shows it: without links on the way to it.</summary>
    /// <param name="folder">The folder.</param>
    public static string RealPathOf(string folder)
    {
        try
        {
            using var directory = Durable.OpenDirectory(folder);
            return OpenFile.Path(directory) ?? folder;
        }
        catch (PosixException e) when (!e.IsShortage)
        {
            return folder;
        }
    }

    private bool HasMark(string? mark) =>
        mark is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mark), Encoding.UTF8.GetBytes(Mark));
}
