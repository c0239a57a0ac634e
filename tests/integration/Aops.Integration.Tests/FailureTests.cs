using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>Failures that other agents had in the field; docs/internals/CASES.md lists where each of them is played.</summary>
public sealed class FailureTests() : OwnFleetTest("failures")
{
    private const string Crasher = "crasher";

    private static readonly TimeSpan UpgradeTime = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Failure07_RollbackWhileStopped_IsRefusedWithASentence_AndWorksAfterTheStart()
    {
        await Fleet.OrderAsync(Agent, PublishedPrograms.Second, Stop);
        await WaitForAsync(PublishedPrograms.Second);
        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();

        var refused = await Agent.ServiceAsync(Stop, "rollback", "--timeout", "5s");

        Assert.NotEqual(ExitCodes.Ok, refused.ExitCode);
        Assert.Contains("aops-spm", refused.Error);
        Assert.Null(Agent.ProcessOf(Role.Spm));
        (await Agent.ServiceAsync(Stop, "start")).MustSucceed();
        await WaitForAsync(PublishedPrograms.Second);
        (await Agent.ServiceAsync(Stop, "rollback", "--timeout", "60s")).MustSucceed();
        await WaitForAsync(PublishedPrograms.First);
    }

    [Fact]
    public async Task Failure15_SubAgentInACrashLoop_DoesNotHoldUpAnUpgrade()
    {
        await Fleet.OrderSubAgentsAsync(Agent,
            [new JsonObject { ["name"] = Crasher, ["version"] = "1.0.0" }], Stop);
        await Agent.WaitForAsync(Role.Spm, "the sub-agent has crashed twice",
            s => s.SubAgents.Any(a => a.Name == Crasher && a.Restarts >= 2), UpgradeTime, Stop);

        await Fleet.OrderAsync(Agent, PublishedPrograms.Second, Stop);

        var status = await WaitForAsync(PublishedPrograms.Second);
        Assert.Contains(status.SubAgents, a => a.Name == Crasher);
    }

    protected override async Task SignAsync(ReleaseWorkshop workshop, PackageStage stage)
    {
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await workshop.AddAgentAsync(stage.Agent(version), version, Stop);
        await workshop.AddSubAgentAsync(stage.Script(Crasher, "1.0.0", "exit 1\n", new JsonObject
        {
            ["restart"] = new JsonObject { ["backoffInitialMilliseconds"] = 50, ["backoffMaxMilliseconds"] = 200 },
        }), Crasher, "1.0.0", Stop);
    }

    protected override Task<AgentHost> InstallAsync() => Fleet.InstallAsync(PublishedPrograms.First, Stop);

    private Task<StatusReply> WaitForAsync(string version) => Agent.WaitForAsync(Role.Spm, $"{version} is committed",
        s => s.Agent.Version == version && s.Agent.SpaVersion == version
            && s.Agent.Upgrade?.Phase is null or UpgradePhase.Success,
        UpgradeTime, Stop);
}
