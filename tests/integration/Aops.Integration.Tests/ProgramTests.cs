using Aops.Harness;

namespace Aops.Integration.Tests;

public sealed class ProgramTests(FleetFixture fixture)
{
    public static TheoryData<string> Programs =>
        ["aops-spm", "aops-spa", "aops-launch", "aops-agent-service", "aops-server", "aops-release", "aops",
            "aops-host-metrics", "aops-log-tail"];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Version_NamesProgramVersionCommitAndFramework(string name)
    {
        var program = fixture.Fleet.Programs.Program(name);

        var answer = (await Command.RunAsync(
            program, ["--version"], TestContext.Current.CancellationToken)).MustSucceed();

        Assert.Matches(
            $@"^{name} 1\.0\.0 \(commit \S+, \.NET \d+\.\d+\.\d+, native AOT, linux-x64\)\n$", answer.Output);
    }

    [Theory]
    [InlineData("aops-spm")]
    [InlineData("aops-spa")]
    [InlineData("aops-launch")]
    [InlineData("aops-agent-service")]
    public async Task SecondVersion_ReallyIsTheSecond(string name)
    {
        var program = fixture.Fleet.Programs.Program(name, PublishedPrograms.Second);

        var answer = await Command.RunAsync(program, ["--version"], TestContext.Current.CancellationToken);

        Assert.StartsWith($"{name} 2.0.0 ", answer.Output);
    }
}
