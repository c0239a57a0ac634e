using System.Net;
using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests;

/// <summary>Signals that somebody sends by habit: a log rotation, a closing terminal, a timer.</summary>
public sealed class StraySignalTests(FleetFixture fixture) : AgentTest(fixture)
{
    private const int SIGALRM = 14;
    private const int SIGVTALRM = 26;
    private const int SIGPROF = 27;
    private const int SIGPWR = 30;
    private const int RealTime = 40;

    private static readonly int[] Strays =
    [
        Signal.SIGHUP, Signal.SIGUSR1, Signal.SIGUSR2, Signal.SIGPIPE, SIGALRM, SIGVTALRM, SIGPROF, Signal.SIGIO, SIGPWR,
        RealTime,
    ];

    [Fact]
    public async Task Case_B23_StraySignalsToOneAndToAll_EndNobody()
    {
        await Agent.WaitForPairAsync(Soon, Stop);
        ProcessIdentity[] all = [Agent.MustFind(Role.Spm), Agent.MustFind(Role.Spa), Guard()];
        foreach (var signal in Strays)
        {
            foreach (var process in all) Signals.Send(process, signal);
        }

        // An answer comes after the signals were taken.
        await Agent.WaitForPairAsync(Soon, Stop);
        ProcessIdentity[] now = [Agent.MustFind(Role.Spm), Agent.MustFind(Role.Spa), Guard()];
        Assert.True(all.SequenceEqual(now));
        Assert.All(all, process => Assert.True(process.IsAlive));
    }

    [Fact]
    public async Task Case_B23_HangUp_ReopensTheLogAndReadsSettings()
    {
        await Agent.WaitForPairAsync(Soon, Stop);
        Role[] both = [Role.Spm, Role.Spa];
        var before = both.Select(Agent.MustFind).ToList();
        foreach (var role in both)
        {
            File.Move(Agent.Layout.LogFile(role), Agent.Layout.LogFile(role) + ".rotated");
            Agent.SendTo(role, Signal.SIGHUP);
        }
        // Each change makes each write a line; the first may be seen before the signal is.
        for (var seconds = 3; !both.All(role => File.Exists(Agent.Layout.LogFile(role))); seconds++)
        {
            Assert.True(seconds < 30, "there are no logs again");
            Agent.EditConf(("pingTimeout", $"{seconds}s"));
            await Task.Delay(TimeSpan.FromSeconds(1), Stop);
        }
        Assert.True(before.SequenceEqual(both.Select(Agent.MustFind)));
    }

    [Fact]
    public async Task Case_B23_StraySignalsToTheServer_EndNothing()
    {
        var server = Fleet.Server;
        foreach (var signal in Strays) Signal.Send(server.Pid, signal);
        var before = (await Agent.WaitForAsync(Role.Spm, "a heartbeat", s => s.LastHeartbeatAt is not null, Soon, Stop))
            .LastHeartbeatAt;

        await Agent.WaitForAsync(Role.Spm, "a later heartbeat", s => s.LastHeartbeatAt > before, Soon, Stop);
        Assert.NotNull(ProcessIdentity.TryRead(server.Pid));
    }

    private ProcessIdentity Guard() =>
        Agent.Guard ?? throw new InvalidOperationException("there is no guard");
}
