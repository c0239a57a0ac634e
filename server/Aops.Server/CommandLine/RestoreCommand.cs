using System.CommandLine;
using Aops.Contracts;
using Aops.Native.Programs;
using Aops.Server.Hosting;
using Aops.Server.Layers;
using Aops.Server.Operations;

namespace Aops.Server.CommandLine;

/// <summary>
/// <c>aops-server restore --adopt-hosts|--impose</c>: the operator's word on hosts that hold what the database does not
/// know, since it was put back to a copy. It works while the server runs, and while it does not.
/// </summary>
internal static class RestoreCommand
{
    private const string Author = "aops-server restore";

    private static readonly Option<bool> AdoptHosts = new("--adopt-hosts")
    {
        Description = "What these hosts hold becomes what they should be: each gets a layer of its own that says so.",
    };

    private static readonly Option<bool> Impose = new("--impose")
    {
        Description = "These hosts get what their layers say, also where that is older.",
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Tells what would be, and changes nothing.",
    };

    public static Command Build()
    {
        var command = new Command(
            "restore", "Decides on hosts that are diverged, after the database was put back to a copy of before.")
        {
            AdoptHosts, Impose, DryRun,
        };
        DataOptions.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(AdoptHosts) == result.GetValue(Impose))
                result.AddError("say one of --adopt-hosts and --impose");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var kind = parsed.GetValue(Impose) ? OperationKind.Impose : OperationKind.Adopt;
        var isDry = parsed.GetValue(DryRun);
        await using var database = DataOptions.OpenDatabase(parsed);
        var store = new RestoreStore(database);
        var forecast = await store.TellAsync(cancellationToken);
        Tell(kind, isDry, forecast);
        if (isDry || forecast.Hosts == 0) return ExitCodes.Ok;
        var id = await store.BeginAsync(kind, Author, TimeProvider.System.GetUtcNow(), cancellationToken)
            ?? throw new StartupFault(ExitCodes.AlreadyRunning,
                "another word on these hosts is being carried out; nothing was changed");
        Console.Out.WriteLine(
            $"The server does it within seconds, or at its next start: GET {OperationEndpoint.PathOf(id)}");
        return ExitCodes.Ok;
    }

    private static void Tell(OperationKind kind, bool isDry, RestoreForecast forecast)
    {
        if (forecast.Hosts == 0)
        {
            Console.Out.WriteLine(
                "No host is diverged; nothing is to be done. A host is known as such once its heartbeat has come.");
            return;
        }
        var (hosts, verb) = (forecast.Hosts, isDry ? "would" : "will");
        Console.Out.WriteLine(kind == OperationKind.Impose
            ? $"{hosts} {verb} get what the layers say:"
            : $"{hosts - forecast.Untold} of {hosts} {verb} get a layer of their own, where they hold something else:");
        foreach (var host in forecast.Sample)
        {
            Console.Out.WriteLine(PlainText.Escape($"  {host.Id}"));
            foreach (var change in host.Changes)
                Console.Out.WriteLine(PlainText.Escape($"    {change.Field}: {Sentence(kind, change)}"));
        }
        if (forecast.Hosts > forecast.Sample.Count)
            Console.Out.WriteLine($"  and {forecast.Hosts - forecast.Sample.Count} more: 'diverged' finds them");
        if (forecast.Untold > 0 && kind == OperationKind.Adopt)
            Console.Out.WriteLine($"{forecast.Untold} could not tell what they hold, and stay diverged.");
    }

    private static string Sentence(OperationKind kind, FieldChange change)
    {
        var (holds, says) = (change.From ?? "nothing", change.To ?? "nothing");
        return kind == OperationKind.Impose ? $"{holds} -> {says}" : $"stays {holds}, not {says}";
    }
}
