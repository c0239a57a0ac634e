using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Aops.Contracts;
using Aops.Native.Programs;
using Aops.Server.Audit;
using Aops.Server.Backups;
using Aops.Server.Hosting;
using Aops.Server.Storage;

namespace Aops.Server.CommandLine;

/// <summary><c>aops-server backup TARGET</c>: writes a backup, while the server runs and while it does not.</summary>
internal static class BackupCommand
{
    private static readonly Argument<string> Target = new("TARGET")
    {
        Description = "Folder of the backup, which is not there yet.",
    };

    public static Command Build()
    {
        var command = new Command(
            "backup", "Writes database, releases, certificates and keys to a new folder, also while the server runs.")
        {
            Target,
        };
        DataOptions.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    /// <summary>A sentence of what was written.</summary>
    public static string Describe(BackupManifest manifest, string target, TimeSpan time) =>
        $"{target}: {Counted.Hosts(manifest.Hosts)}, " + string.Create(
        CultureInfo.InvariantCulture,
        $"{manifest.Files.Count} files, {manifest.TotalBytes() / 1e6:0.0} MB, verified, in {time.TotalSeconds:0.0} s");

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        var folder = DataOptions.OpenFolder(parsed);
        var database = ServerDatabase.Resolve(folder, DataOptions.ReadDatabase(parsed));
        var target = Path.GetFullPath(parsed.GetRequiredValue(Target));
        var audit = new DataCopyAudit(folder, AuditKinds.BackupWrite, $"backup:{target}", Console.Error);
        using var progress = new ProgressReport();
        await audit.BeginAsync(database);
        var (manifest, time) = await audit.RunAsync(
            database, progress, () => Write(folder, database, target, progress.Tell));
        progress.Dispose();
        await audit.EndAsync(database, manifest.Hosts, manifest.TotalBytes());
        Console.Out.WriteLine(PlainText.Escape(Describe(manifest, target, time)));
        Console.Out.WriteLine(
            "It holds the keys of the authority: who reads it can pose as this server. Only this user can (mode 0700).");
        return ExitCodes.Ok;
    }

    private static (BackupManifest, TimeSpan) Write(
        ServerFolder folder, DatabaseAddress database, string target, Action<string> report)
    {
        try
        {
            return new BackupWriter(folder, database, TimeProvider.System, report).Write(target);
        }
        catch (InvalidDataException e)
        {
            throw new StartupFault(ExitCodes.BadData, e.Message, e);
        }
        catch (Exception e) when (e is StoreException or DbException)
        {
            throw new StartupFault(
                ExitCodes.Unavailable, $"the database {database.Name} cannot be read: {e.Message}; there is no backup", e);
        }
    }
}
