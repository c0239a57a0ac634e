using System.CommandLine;
using Aops.Contracts;
using Aops.Server.Backups;

namespace Aops.Server.CommandLine;

/// <summary>The options of <c>run</c> that let the server take backups by itself.</summary>
internal static class BackupOptions
{
    private static readonly Option<string?> To = new("--backup-to")
    {
        Description = "Folder to which the server takes backups by itself; none are taken without it.",
        HelpName = "DIR",
    };

    private static readonly Option<string> Every = new("--backup-every")
    {
        Description = "Time between two of these backups: from 10m to 31d.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "24h",
        Validators =
        {
            result =>
            {
                if (result.Tokens is [var token] && Durations.FaultOf(token.Value) is { } fault)
                    result.AddError($"--backup-every: '{token.Value}' {fault}");
            },
        },
    };

    private static readonly Option<int> Count = new("--backup-count")
    {
        Description = "How many of these backups are left; the oldest is removed after a new one was verified.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => 7,
    };

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in new Option[] { To, Every, Count }) command.Options.Add(option);
    }

    /// <summary>What they say; null for no backups.</summary>
    public static BackupPlan? Read(ParseResult parsed) => parsed.GetValue(To) is { } folder
        ? new BackupPlan(
            Path.GetFullPath(folder), Durations.Parse(parsed.GetRequiredValue(Every))!.Value, parsed.GetValue(Count))
        : parsed.GetResult(Every) is { Implicit: false } || parsed.GetResult(Count) is { Implicit: false }
            ? throw new StartupFault(ExitCodes.Usage, "--backup-every and --backup-count go with --backup-to")
            : null;
}
