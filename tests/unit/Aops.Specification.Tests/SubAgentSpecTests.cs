using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.SubAgents;

namespace Aops.Specification.Tests;

public sealed class SubAgentSpecTests
{
    private static SubAgentSpec Parse(string json) =>
        JsonSerializer.Deserialize(json, ContractsJson.Default.SubAgentSpec)!;

    [Fact]
    public void AbsentMembers_KeepTheirDefaults()
    {
        var spec = Parse("""{"name":"a","version":"1","exec":"bin/a"}""");

        Assert.Equal(1, spec.Schema);
        Assert.Equal("SIGTERM", spec.Stop.Signal);
        Assert.Equal(RestartPolicy.Always, spec.Restart.Policy);
        Assert.Empty(spec.Args);
        Assert.Empty(SubAgentSpecValidator.Validate(spec));
    }

    [Fact]
    public void Validate_ReportsEveryFaultAtOnce()
    {
        var spec = Parse("""
            {"name":"../a","version":"","exec":"/bin/sh","umask":"999","nice":40,
             "stop":{"signal":"SIGKILL","deadlineSeconds":-1},
             "readiness":{"kind":"http","url":"ftp://x","periodMilliseconds":1}}
            """);

        var faults = SubAgentSpecValidator.Validate(spec);

        string[] fields = ["name", "version", "exec", "umask", "nice", "stop.signal",
            "stop.deadlineSeconds", "readiness.url", "readiness.periodMilliseconds"];
        Assert.All(fields, field => Assert.Contains(faults, f => f.StartsWith(field + ":", StringComparison.Ordinal)));
        Assert.Equal(fields.Length, faults.Count);
    }

    [Theory]
    [InlineData("forking", "/run/d.pid", 0)]
    [InlineData("forking", "${AOPS_STATE_DIR}/d.pid", 0)]
    [InlineData("forking", "d.pid", 1)]
    [InlineData("forking", "/run/../etc/d.pid", 1)]
    [InlineData("simple", "/run/d.pid", 1)]
    [InlineData("simple", "d.pid", 2)]
    public void PidFile_IsOfAForkingOneAndAbsolute(string type, string pidFile, int faults)
    {
        var spec = Parse($$"""{"name":"a","version":"1","exec":"a","type":"{{type}}","pidFile":"{{pidFile}}"}""");

        Assert.Equal(faults, SubAgentSpecValidator.Validate(spec)
            .Count(f => f.StartsWith("pidFile:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("1.4.2-rc.1+abc", true)]
    [InlineData(".hidden", false)]
    [InlineData("a/b", false)]
    [InlineData("a\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Names_AreSafeAsOnePartOfAPath(string? name, bool valid) =>
        Assert.Equal(valid, Names.IsValid(name));
}
