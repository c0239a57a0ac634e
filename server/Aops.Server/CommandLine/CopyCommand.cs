using System.CommandLine;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Native.Programs;
using Aops.Server.Audit;
using Aops.Server.Backups;
using Aops.Server.Hosting;
using Aops.Server.Storage;

namespace Aops.Server.CommandLine;

/// <summary><c>aops-server copy --to ADDRESS</c>: moves the database of a server that has stopped into an empty one.</summary>
internal static class CopyCommand
{
    private static readonly Option<string?> To = new("--to")
    {
        Description = $"The empty database: {DatabaseAddress.Forms}. A password belongs into --to-file.",
        HelpName = "ADDRESS",
    };

    private static readonly Option<string?> ToFile = new("--to-file")
    {
        Description = "File whose first line is the address of the empty database.",
        HelpName = "FILE",
    };

    public static Command Build()
    {
        var command = new Command(
            "copy", "Copies the whole database into an empty one, which the server of this folder uses from then on.")
        {
            To, ToFile,
        };
        DataOptions.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(To) is null == result.GetValue(ToFile) is null)
                result.AddError("say one of --to and --to-file");
        });
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        var folder = DataOptions.OpenFolder(parsed);
        var from = ServerDatabase.Resolve(folder, DataOptions.ReadDatabase(parsed));
        var to = DataOptions.ReadAddress(parsed.GetValue(To), parsed.GetValue(ToFile), "--to")!;
        if (to.Name == from.Name)
            throw new StartupFault(ExitCodes.Usage, $"{to.Name} is the database that this server uses already");
        using var dataLock = folder.AcquireLock();
        var audit = new DataCopyAudit(folder, AuditKinds.DatabaseCopy, $"database:{to.Name}", Console.Error);
        using var progress = new ProgressReport();
        // It is carried along: the audit of the new database has it, too.
        await audit.BeginAsync(from);
        var hosts = await audit.RunAsync(from, progress, () => StoreMove.Run(from, to, progress.Tell));
        progress.Dispose();
        await audit.EndAsync(from, hosts);
        // From here on the folder is that of the other database, and opens no more the one before.
        if (to.Name == folder.DatabaseFile) AtomicFile.Delete(folder.DatabaseName);
        else AtomicFile.Write(folder.DatabaseName, to.Name + "\n");
        await audit.EndAsync(from, hosts, into: to);
        Console.Out.WriteLine(PlainText.Escape($"{Counted.Hosts(hosts)} copied to {to.Name}"));
        Console.Out.WriteLine(PlainText.Escape(to.Name == folder.DatabaseFile
            ? "Start the server without --database."
            : "Start the server with --database-file and that address; without it the server does not start."));
        Console.Out.WriteLine(PlainText.Escape(
            $"{from.Name} is as it was, but for this act in its audit, and of no use once the server has started: delete it when all is well."));
        return ExitCodes.Ok;
    }
}
