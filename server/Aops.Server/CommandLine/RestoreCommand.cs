using System.CommandLine;
using System.Globalization;
using Aops.Contracts;
using Aops.Native.Programs;
using Aops.Server.Backups;
using Aops.Server.Operations;

namespace Aops.Server.CommandLine;

/// <summary>
/// <c>aops-server restore</c>: puts a backup back, into an empty data folder and an empty database, or only verifies it
/// (<c>--verify</c>); and afterwards decides on hosts that hold what the backup does not know (<c>--adopt-hosts</c>,
/// <c>--impose</c>).
/// </summary>
internal static class RestoreCommand
{
    private static readonly Argument<string?> Backup = new("BACKUP")
    {
        Description = "Folder that 'aops-server backup' wrote: it is put back into the data folder, which must be empty.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "The data folder; not needed to verify a backup.",
        HelpName = "DIR",
    };

    private static readonly Option<bool> Verify = new("--verify")
    {
        Description = "Reads the backup from end to end, and restores nothing.",
    };

    private static readonly Option<bool> AdoptHosts = new("--adopt-hosts")
    {
        Description = "After a restore: what diverged hosts hold becomes what they should be, by a layer of their own.",
    };

    private static readonly Option<bool> Impose = new("--impose")
    {
        Description = "After a restore: diverged hosts get what their layers say, also where that is older.",
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "With --adopt-hosts or --impose: tells what would be, and changes nothing.",
    };

    public static Command Build()
    {
        var command = new Command(
            "restore", "Puts a backup back; or decides on hosts that are diverged, after a backup was put back.")
        {
            Backup, Data, Verify, AdoptHosts, Impose, DryRun,
        };
        DataOptions.AddDatabaseTo(command);
        command.Validators.Add(result =>
        {
            var (hasBackup, isVerifying) = (result.GetValue(Backup) is not null, result.GetValue(Verify));
            bool[] words = [hasBackup, result.GetValue(AdoptHosts), result.GetValue(Impose)];
            if (words.Count(each => each) != 1) result.AddError("say one of BACKUP, --adopt-hosts and --impose");
            if (isVerifying && !hasBackup) result.AddError("--verify takes a BACKUP");
            if (result.GetValue(DryRun) && hasBackup) result.AddError("--dry-run goes with --adopt-hosts or --impose");
            if (!isVerifying && result.GetValue(Data) is null) result.AddError("restore needs --data");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Backup) is { } backup) return PutBack(parsed, new BackupFolder(Path.GetFullPath(backup)));
        var kind = parsed.GetValue(Impose) ? OperationKind.Impose : OperationKind.Adopt;
        var folder = ServerFolder.Open(parsed.GetValue(Data)!);
        await using var database = DataOptions.OpenDatabase(parsed, folder);
        return await RestoreHosts.DecideAsync(database, kind, parsed.GetValue(DryRun), cancellationToken);
    }

    private static int PutBack(ParseResult parsed, BackupFolder backup)
    {
        using var progress = new ProgressReport();
        if (parsed.GetValue(Verify))
        {
            var whole = new BackupVerifier(backup, progress.Tell).Verify();
            progress.Dispose();
            Console.Out.WriteLine(PlainText.Escape($"{backup.Root} is whole: {Describe(whole)}"));
            return ExitCodes.Ok;
        }
        var data = parsed.GetValue(Data)!;
        var manifest = new BackupRestorer(backup, progress.Tell).Restore(data, DataOptions.ReadDatabase(parsed));
        progress.Dispose();
        Console.Out.WriteLine(PlainText.Escape($"{data} is what it was: {Describe(manifest)}"));
        Console.Out.WriteLine("""
            Before the start: tokens that were revoked since are valid again, hosts that were removed are back.
            After the start: hosts that were told something since are 'diverged' and hold what they have, until you say
            'aops-server restore --adopt-hosts' or '--impose'. Hosts that enrolled since enrol again.
            """);
        return ExitCodes.Ok;
    }

    private static string Describe(BackupManifest manifest) => string.Create(CultureInfo.InvariantCulture,
        $"{Counted.Hosts(manifest.Hosts)} as of {manifest.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC, {manifest.Files.Count} files, ") +
        string.Create(CultureInfo.InvariantCulture,
        $"{manifest.TotalBytes() / 1e6:0.0} MB, written by aops-server {manifest.ServerVersion}");
}
