using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Faults;
using Aops.Cli.Output;
using Aops.Native.Programs;

namespace Aops.Cli.Commands.Hosts;

/// <summary><c>aops hosts report HOST [SUBAGENT]</c>: what the sub-agents of a host report, as they wrote it.</summary>
internal static class HostReportCommand
{
    public static Command Create(CliShell shell)
    {
        var host = Words.Host();
        var subAgent = new Argument<string?>("SUBAGENT")
        {
            Description = "This one alone.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("report", "Shows the newest reports of a host's sub-agents, by their names, as YAML.") { host, subAgent };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var id = await HostFinder.FindAsync(api, parsed.GetRequiredValue(host), cancellationToken);
            var path = ApiPath.Earlier($"/api/fleet/{Uri.EscapeDataString(id)}");
            var reports = Read((await api.GetAsync(path, cancellationToken)).Object, parsed.GetValue(subAgent));
            var format = shell.FormatOf(parsed, OutputFormat.Yaml);
            if (reports.Count == 0) shell.Terminal.Say("no sub-agent of this host has reported anything yet");
            shell.Terminal.Output.Write(DocumentText.Of(format, reports)
                ?? string.Concat(reports.Select(report => PlainText.Escape(report.Key) + "\n")));
            return CliExitCodes.Ok;
        });
        return command;
    }

    /// <summary>The reports of a host.</summary>
    /// <param name="detail">What the server knows of the host.</param>
    /// <param name="name">The sub-agent; null for all.</param>
    /// <exception cref="CliException">It is not on this host, or has reported nothing.</exception>
    private static JsonObject Read(JsonObject detail, string? name)
    {
        var subAgents = (detail["heartbeat"]?["subAgents"]?.AsArray() ?? []).OfType<JsonObject>()
            .Where(one => name is null || one.Word("name") == name).ToList();
        if (name is not null && subAgents.Count == 0)
            throw new CliException(CliExitCodes.NotFound, $"there is no sub-agent '{name}' on this host", "aops hosts report HOST -o name");
        var told = subAgents.Where(one => one["report"] is not null)
            .Select(one => KeyValuePair.Create(one.Word("name") ?? "", one["report"]?.DeepClone()));
        var reports = new JsonObject(told);
        return name is null || reports.Count > 0
            ? reports
            : throw new CliException(CliExitCodes.NotFound, $"'{name}' has reported nothing yet; its state is in 'aops explain'");
    }
}
