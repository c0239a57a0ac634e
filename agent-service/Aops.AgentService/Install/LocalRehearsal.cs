using Aops.AgentService.Faults;
using Aops.AgentService.Installed;
using Aops.Contracts;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.AgentService.Install;

/// <summary>
/// Tests, in each folder that an install writes to, the operations of the install on small files, before
/// the registration uses up a token at the server. Its files are deleted afterwards.
/// </summary>
internal sealed class LocalRehearsal(AopsLayout layout, InstallStaging staging)
{
    // A release has about thirty files and folders; trust, journal and logs are added.
    private const int InodesMin = 128;

    private const int ProbeBytes = 4096;

    /// <summary>Runs the tests.</summary>
    /// <returns>Notes for the operator that do not prevent the install.</returns>
    /// <exception cref="ServiceException">The install cannot work; nothing that runs was touched.</exception>
    internal IReadOnlyList<string> Run()
    {
        Try(layout.Opt);
        // Sub-agents that run as other users pass through this folder.
        Try(layout.State, AtomicFile.PassableDirectory);
        staging.Create();
        Try(Path.GetDirectoryName(layout.TrustRoot)!);
        Try(layout.Log, AtomicFile.GroupDirectory);
        Try(layout.Run);
        var programs = FileSystemFacts.Of(staging.SlotParent);
        if (programs.IsNoExec)
        {
            throw new ServiceException(
                $"{layout.Opt} lies on a file system that is mounted noexec, so no program of the suite could run there; "
                + "mount it without noexec, or install below another --root", ExitCodes.CannotWrite);
        }
        return FileSystemFacts.Of(layout.State).IsNoExec
            ? [$"{layout.State} lies on a file system that is mounted noexec: no sub-agent can run from there"]
            : [];
    }

    private static void Try(string folder, UnixFileMode mode = AtomicFile.Executable)
    {
        try
        {
            AtomicFile.CreateDirectory(folder, mode);
            RequireRoom(folder);
            var probe = Path.Combine(folder, ".rehearsal");
            AtomicFile.CreateDirectory(probe);
            try
            {
                AtomicFile.Write(Path.Combine(probe, "file"), new byte[ProbeBytes]);
            }
            finally
            {
                FileTree.Delete(probe);
                // Otherwise a power cut could bring it back, by then in a folder that was renamed.
                AtomicFile.SyncDirectory(folder);
            }
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            var fault = FaultReport.Of(e);
            throw new ServiceException($"{folder} cannot be written to: {fault.Message}", fault.ExitCode, e);
        }
    }

    private static void RequireRoom(string folder)
    {
        var facts = FileSystemFacts.Of(folder);
        if (facts.FreeInodes is { } inodes && inodes < InodesMin)
        {
            throw new ServiceException(
                $"the file system of {folder} has room for {inodes} more files (inodes), and at least {InodesMin} are needed",
                ExitCodes.CannotWrite);
        }
        if (facts.FreeBytes < Limits.DiskReserveBytes)
        {
            throw new ServiceException(
                $"only {Quantity.Format(facts.FreeBytes / 1024 * 1024)} are free below {folder}, and at least "
                + $"{Quantity.Format(Limits.DiskReserveBytes)} are needed", ExitCodes.CannotWrite);
        }
    }
}
