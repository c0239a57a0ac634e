using System.CommandLine;
using Aops.Contracts;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Publishing;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>promote</c>: makes a published version the wanted one.</summary>
internal static class PromoteCommand
{
    public static Command Create()
    {
        var version = new Option<string>("--version") { Description = "The version.", Required = true };
        var agent = new Option<string?>("--agent")
            { Description = "Only this agent [default: the fleet].", HelpName = "ID" };
        var subAgent = new Option<string?>("--subagent")
            { Description = "A sub-agent's version [default: the suite's].", HelpName = "NAME" };
        var server = new ServerOptions();
        var command = new Command("promote", "Orders a version for the fleet or for one agent.")
        {
            version, agent, subAgent,
        };
        server.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = parsed.GetRequiredValue(version);
            if (!Names.IsValid(wanted))
                throw new ToolException(ExitCodes.Usage, $"--version: '{wanted}' is not a version ({Names.Rule})");
            using var client = server.Connect(parsed);
            var revision = await new Promotion(client).RunAsync(
                parsed.GetValue(agent), parsed.GetValue(subAgent), wanted, cancellationToken);
            (parsed.Report().Revision, parsed.Report().Changed) = (revision, true);
            await parsed.Output().WriteLineAsync(
                $"{parsed.GetValue(subAgent) ?? "the suite"} {wanted} is ordered for " +
                $"{parsed.GetValue(agent) ?? "the fleet"} (revision {revision})");
            return ExitCodes.Ok;
        });
        return command;
    }
}
