using Aops.Contracts.SubAgents;

namespace Aops.Specification.Tests;

/// <summary>Specifications for tests.</summary>
internal static class Specs
{
    public static SubAgentSpec Make() => new() { Name = "a", Version = "1", Exec = "run" };

    public static Dictionary<string, string> Env(params (string Name, string Value)[] variables) =>
        variables.ToDictionary(v => v.Name, v => v.Value);
}
