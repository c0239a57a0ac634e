using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests;

/// <summary>
/// Kernels without pidfd, before 5.3: the socket of the pair and the parent process are used instead. The
/// program <c>oldkernel</c> blocks the newer system calls for everything that is started under it.
/// </summary>
public sealed class OldKernelTests(FleetFixture fixture) : AgentTest(fixture)
{
    private string _oldKernel = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _oldKernel = await CProgram.BuildAsync("tests/integration/oldkernel",
            Path.Combine(Fleet.Root.Folder("tools"), "oldkernel-" + Guid.NewGuid().ToString("N")), Stop);
        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();
        (await Command.RunAsync(_oldKernel, [Agent.Layout.ServiceProgram, "start", "--root", Agent.Layout.Root], Stop))
            .MustSucceed();
        await AssertOldAsync();
    }

    [Theory]
    [InlineData(Role.Spm)]
    [InlineData(Role.Spa)]
    public async Task HalfThatIsKilledStoppedOrTerminated_IsBack_AndSubAgentsDoNotNotice(Role role)
    {
        var ticker = await RunTickerAsync();
        foreach (var signal in new[] { Signal.SIGKILL, Signal.SIGSTOP, Signal.SIGTERM, Signal.SIGKILL })
        {
            var before = Agent.SendTo(role, signal);
            await Agent.WaitForSuccessorAsync(role, before, Soon, Stop);
            await AssertOneOfEachAsync();
            Assert.False(before.IsAlive);
        }
        await AssertOldAsync();
        await AssertTickerIsAsync(ticker);
    }

    [Fact]
    public async Task SubAgentThatDies_IsStartedAgain_WhetherChildOrAdopted()
    {
        var child = await RunTickerAsync();
        Signal.Send(child, Signal.SIGKILL);
        var next = await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, Soon, Stop, s => s.Pid != child);

        // A new spm is not the parent of spa.
        await Agent.WaitForSuccessorAsync(Role.Spm, Agent.SendTo(Role.Spm, Signal.SIGKILL), Soon, Stop);
        await AssertTickerIsAsync(next.Pid!.Value);
        Signal.Send(next.Pid!.Value, Signal.SIGKILL);
        await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, Soon, Stop, s => s.Pid != next.Pid);
    }

    [Fact]
    public async Task Upgrade_IsCommitted_AndOneThatCrashes_IsRolledBack()
    {
        var ticker = await RunTickerAsync();

        await Fleet.OrderAsync(Agent, PublishedPrograms.Second, Stop);
        await WaitForCommitAsync(PublishedPrograms.Second);
        await Fleet.OrderAsync(Agent, FleetFixture.CrashVersion, Stop);
        await WaitForRollbackAsync(FleetFixture.CrashVersion, PublishedPrograms.Second);

        await AssertOneOfEachAsync();
        await AssertOldAsync();
        await AssertTickerIsAsync(ticker);
    }

    [Fact]
    public async Task InstallStopAndUninstall_Work()
    {
        var host = Fleet.NewHost();
        var line = Fleet.CurlLine(host.Layout.Root, await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop));
        (await Command.RunAsync(_oldKernel, ["/bin/sh", "-c", line], Stop)).MustSucceed();
        await host.WaitForPairAsync(Soon, Stop);
        // A process that does not answer is ended by its pid.
        host.SendTo(Role.Spm, Signal.SIGSTOP);
        host.SendTo(Role.Spa, Signal.SIGSTOP);

        foreach (var verb in new[] { "stop", "uninstall" })
        {
            (await Command.RunAsync(_oldKernel, [host.Layout.ServiceProgram, verb, "--root", host.Layout.Root], Stop))
                .MustSucceed();
            Assert.Empty(ProcessesWithin.Find(host.Layout.Root));
        }
        Assert.Empty(host.Leftovers());
    }

    // Both members are under the filter; otherwise these tests would prove nothing.
    private async Task AssertOldAsync()
    {
        await Agent.WaitForPairAsync(Soon, Stop);
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            var status = await File.ReadAllLinesAsync($"/proc/{Agent.MustFind(role).Pid}/status", Stop);
            Assert.Contains("Seccomp:\t2", status);
        }
    }
}
