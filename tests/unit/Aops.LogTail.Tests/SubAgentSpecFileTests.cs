using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.SubAgents;
using Aops.Specification;
using Aops.TestSupport;

namespace Aops.LogTail.Tests;

/// <summary>The specification that is shipped.</summary>
public sealed class SubAgentSpecFileTests
{
    [Fact]
    public void ShippedSpecification_HasNoFault()
    {
        var text = File.ReadAllText(Path.Combine(SourceRoot.Folder, "subagents/Aops.LogTail/subagent.json"));
        var spec = JsonSerializer.Deserialize(text, ContractsJson.Default.SubAgentSpec)!;
        Assert.Empty(SubAgentSpecValidator.Validate(spec));
        Assert.Equal("aops-log-tail", spec.Exec);
    }

    [Fact]
    public void Options_TakeWhatIsRight_AndTellTheRest()
    {
        var options = LogTailOptions.Read(name => name switch
        {
            LogTailOptions.ReportVariable => "61",
            LogTailOptions.CpuVariable => "25",
            _ => null,
        }, out var faults);
        Assert.Equal(new LogTailOptions("log-tail.json", TimeSpan.FromSeconds(10), 25), options);
        Assert.Contains("REPORT_SECONDS", Assert.Single(faults), StringComparison.Ordinal);
    }
}
