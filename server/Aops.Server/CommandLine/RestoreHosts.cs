using Aops.Contracts;
using Aops.Native.Programs;
using Aops.Server.Layers;
using Aops.Server.Operations;
using Aops.Server.Storage;

namespace Aops.Server.CommandLine;

/// <summary>
/// The operator's word on hosts that hold what the database does not know, since it was put back to a copy. It works while
/// the server runs, and while it does not.
/// </summary>
internal static class RestoreHosts
{
    private const string Author = "aops-server restore";

    /// <summary>Tells what is diverged, and gives the word unless it is dry.</summary>
    public static async Task<int> DecideAsync(
        Database database, OperationKind kind, bool isDry, CancellationToken cancellationToken)
    {
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
