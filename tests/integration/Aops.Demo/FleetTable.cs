using System.Text.Json.Nodes;

namespace Aops.Demo;

/// <summary>The fleet as the server lists it.</summary>
internal static class FleetTable
{
    public static void Print(TextWriter output, IEnumerable<JsonNode> agents)
    {
        output.WriteLine();
        output.WriteLine("host                 version   state   sub-agents");
        foreach (var agent in agents)
        {
            var subAgents = agent!["subAgents"]?.AsArray()
                .Select(s => $"{s!["name"]} {s["version"]} ({s["state"]})") ?? [];
            output.WriteLine(
                $"{agent["hostname"],-20} {agent["version"],-9} {agent["state"],-7} {string.Join(", ", subAgents)}");
        }
        output.WriteLine();
    }
}
