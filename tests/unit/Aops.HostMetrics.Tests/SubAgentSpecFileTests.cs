using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.SubAgents;
using Aops.Specification;

namespace Aops.HostMetrics.Tests;

/// <summary>The specification that is shipped.</summary>
public sealed class SubAgentSpecFileTests
{
    [Fact]
    public void ShippedSpecification_HasNoFault()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "global.json"))) folder = Path.GetDirectoryName(folder)!;
        var text = File.ReadAllText(Path.Combine(folder, "subagents/Aops.HostMetrics/subagent.json"));
        var spec = JsonSerializer.Deserialize(text, ContractsJson.Default.SubAgentSpec)!;
        Assert.Empty(SubAgentSpecValidator.Validate(spec));
        Assert.Equal("aops-host-metrics", spec.Exec);
    }
}
