using System.Diagnostics;
using Aops.Harness.Soaks;

namespace Aops.Integration.Tests.Soaks;

/// <summary>
/// The short form of <c>./build.sh bench soak</c>: what a minute of a host that is never quiet leaves behind. An agent sends
/// about one heartbeat a second at its shortest interval; what 2,000 of them leave is counted by a unit test of spm.
/// </summary>
public sealed class SoakTests : IAsyncLifetime
{
    private const int HeartbeatsMin = 25;
    private const int RestartsMin = 30;
    private const int MoreAllowed = 3;
    private const double MegabytesAllowed = 3;

    // It has just begun to work: its collector takes 4 MiB for new objects alone.
    private const double ServerMegabytesAllowed = 10;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SamplePeriod = TimeSpan.FromMilliseconds(500);

    private SoakWorld _world = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await SoakWorld.StartAsync(SoakPace.Brief, Stop);
        _world.Agent.EditConf(("pingInterval", "500ms"));
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.SendDiagnosticMessage(_world.Agent.LogTail());
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Case_B26_HostThatIsNeverQuiet_LeavesNothingBehind()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var load = new SoakLoad(_world, SoakPace.Brief);
        var loading = load.RunAsync(stop.Token);
        await Task.Delay(WarmUp, Stop);
        var (files, heartbeats, restarts) = (_world.CountFiles(), _world.Heartbeats, await _world.LookAsync(Stop));
        var samples = await SampleAsync();
        var (filesAfter, heartbeatsAfter, restartsAfter) = (_world.CountFiles(), _world.Heartbeats, await _world.LookAsync(Stop));
        await stop.CancelAsync();
        await loading;

        Assert.InRange(heartbeatsAfter - heartbeats, HeartbeatsMin, int.MaxValue);
        Assert.InRange((restartsAfter - restarts)!.Value, RestartsMin, int.MaxValue);
        Assert.InRange(filesAfter, 0, files + MoreAllowed);
        var faults = samples.GroupBy(s => s.Program).SelectMany(course => Faults([.. course])).ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(5, samples.DistinctBy(s => s.Program).Count());
    }

    [Fact]
    public void Pair_HasOneHeap_WithoutBlocksThatThreadsKeep_AndSubAgentsDoNotInheritThat()
    {
        foreach (var (program, isOfThePair) in new[] { ("aops-spm", true), ("aops-spa", true), ("log-tail", false) })
        {
            var pid = _world.Sample(0).Single(s => s.Program == program).Pid;
            // The C library puts an end behind each value as it reads it.
            var environment = File.ReadAllText($"/proc/{pid}/environ").Replace('\0', ':');
            Assert.Equal(isOfThePair, environment.Contains("GLIBC_TUNABLES=glibc.malloc.arena_max=1:glibc.malloc.tcache_count=0:"));
        }
    }

    private async Task<IReadOnlyList<SoakSample>> SampleAsync()
    {
        var (samples, clock) = (new List<SoakSample>(), Stopwatch.StartNew());
        while (clock.Elapsed < Time)
        {
            samples.AddRange(_world.Sample(clock.Elapsed.TotalSeconds));
            await Task.Delay(SamplePeriod, Stop);
        }
        return samples;
    }

    // What is opened and closed again comes and goes; what is left behind raises the least that a program ever has.
    private static IEnumerable<string> Faults(IReadOnlyList<SoakSample> course)
    {
        var third = course.Count / 3;
        var (first, last) = (course.Take(third).ToList(), course.TakeLast(third).ToList());
        if (course.Any(s => s.Pid != course[0].Pid)) yield return $"{course[0].Program} was restarted";
        if (Rise(s => s.Descriptors) is > MoreAllowed and var descriptors) yield return Fault("descriptors", descriptors);
        if (Rise(s => s.Threads) is > MoreAllowed and var threads) yield return Fault("threads", threads);
        var allowed = course[0].Program == "aops-server" ? ServerMegabytesAllowed : MegabytesAllowed;
        if (Rise(s => s.AnonymousMegabytes) is var megabytes && megabytes > allowed) yield return Fault("MB", megabytes);

        double Rise(Func<SoakSample, double> count) => last.Min(count) - first.Min(count);

        string Fault(string what, double more) => $"{course[0].Program} holds {more:0.0} {what} more than at first";
    }
}
