using System.CommandLine;
using Aops.AgentService.CommandLine;

namespace Aops.AgentService.Repair;

/// <summary>The verb <c>repair</c>.</summary>
internal static class RepairCommand
{
    internal static Command Create(SharedOptions shared)
    {
        var command = new Command("repair",
            "Put back installed programs that are missing or damaged, from the cached package; needs no network.");
        command.SetAction((parsed, cancellationToken) =>
        {
            var context = shared.Context(parsed);
            return context.RunAsync(() => new Repairer(context).RunAsync(cancellationToken));
        });
        return command;
    }
}
