using System.Text.Json.Nodes;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Deployments;

/// <summary>What a deployment is, for people.</summary>
internal static class DeploymentText
{
    /// <summary>Hosts by state: <c>12 deployed, 1 failed</c>.</summary>
    public static string Hosts(JsonObject deployment) =>
        deployment["hosts"]?.AsObject() is { Count: > 0 } hosts
            ? string.Join(", ", hosts.Select(state => $"{state.Value} {state.Key}"))
            : "-";

    /// <summary>Its newest run: <c>deploy: ended</c>.</summary>
    public static string LastRun(JsonObject deployment) => deployment["lastRun"] is { } run
        ? $"{run.Word("verb")}: {run.Word("state")}"
        : "-";

    /// <summary>How the last verb ended on a host: <c>restart: succeeded</c>.</summary>
    public static string LastVerb(JsonObject host) =>
        host.Word("verb") is { } verb ? $"{verb}: {host.Word("phase")}" : "-";

    /// <summary>Whether the query of the deployment has a host now.</summary>
    public static string IsInQuery(JsonObject host) => host["isMember"]?.GetValue<bool>() == true ? "yes" : "no";

    /// <summary>Values of its parameters.</summary>
    public static string Parameters(JsonObject deployment) =>
        deployment["parameters"]?.AsObject() is { Count: > 0 } values
            ? string.Join(' ', values.Select(value => $"{value.Key}={(string?)value.Value}"))
            : "-";
}
