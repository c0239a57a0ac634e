using System.CommandLine;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Access;

/// <summary><c>aops token waiting|approve|refuse</c>: hosts that showed a token of manual approval.</summary>
internal static class ApprovalCommands
{
    private const string Route = "enrolments";
    private const int HostsMax = 1000;

    internal static Command CreateWaiting(CliShell shell)
    {
        var command = new Command(
            "waiting", "Lists hosts that wait for approval, or were approved or refused, the oldest first.");
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var answer = await api.GetAsync(ApiPath.V1(Route).With("limit", HostsMax), cancellationToken);
            var hosts = answer.List(Route).ToList();
            View(shell).Write(shell.Terminal, shell.FormatOf(parsed), hosts);
            if (hosts.Count == 0) shell.Terminal.Say("no host waits");
            if (hosts.Count == HostsMax) shell.Terminal.Say($"these are the oldest {HostsMax}; there may be more");
            return CliExitCodes.Ok;
        });
        return command;
    }

    internal static Command CreateApprove(CliShell shell) => CreateDecision(
        shell, "approve", "Lets waiting hosts enrol: their installations go on within a minute.", "is approved");

    internal static Command CreateRefuse(CliShell shell) => CreateDecision(
        shell, "refuse", "Refuses waiting hosts: their installations end.", "is refused");

    private static ListView View(CliShell shell) => new(
        [
            Column.Of("ID", "id") with { WidthMin = 32 },
            Column.Of("HOST", "hostname"),
            Column.Of("ADDRESS", "address"),
            Column.Of("STATE", "state"),
            Column.OfAge("ASKED", "askedAt", shell.Terminal.Clock) with { WidthMin = 8 },
            Column.Of("VERSION", "version") with { IsWide = true },
            Column.Of("MACHINE", "machineId") with { IsWide = true },
            Column.Of("TOKEN", "tokenId") with { IsWide = true },
        ],
        "id");

    private static Command CreateDecision(
        CliShell shell, string verb, string description, string done) => EachId.Create(
        shell, verb, description, "request",
        new Argument<string[]>("ID") { Description = "Ids of hosts' requests, as 'aops token waiting' lists them." },
        async (api, id, cancellationToken) =>
        {
            var path = ApiPath.V1(Route, id, verb);
            var answer = await api.SendAsync(HttpMethod.Post, path, body: null, revision: null, cancellationToken);
            return $"{answer.Object.Word("hostname")} ({id}) {done}";
        });
}
