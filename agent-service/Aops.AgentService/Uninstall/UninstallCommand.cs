using System.CommandLine;
using Aops.AgentService.CommandLine;
using Aops.AgentService.Pair;

namespace Aops.AgentService.Uninstall;

/// <summary>The verb <c>uninstall</c>.</summary>
internal static class UninstallCommand
{
    internal static Command Create(SharedOptions shared)
    {
        var keepData = new Option<bool>("--keep-data")
        {
            Description = "Keep conf.yml, the identity and the trusted certificates.",
        };
        var keepConf = new Option<bool>("--keep-conf")
        {
            Description = "Keep conf.yml alone: it belongs to a package, whose removal decides about it.",
        };
        var command = new Command("uninstall", "Stop the suite and remove it.") { keepData, keepConf, shared.Timeout };
        command.SetAction((parsed, cancellationToken) =>
        {
            var context = shared.Context(parsed);
            return context.RunAsync(() => new Uninstaller(context).RunAsync(
                Kept(parsed.GetValue(keepData), parsed.GetValue(keepConf)),
                parsed.GetValue(shared.Timeout) ?? PairCommands.StopPatience,
                cancellationToken));
        });
        return command;
    }

    private static UninstallRetention Kept(bool data, bool conf) =>
        data ? UninstallRetention.Data : conf ? UninstallRetention.Conf : UninstallRetention.None;
}
