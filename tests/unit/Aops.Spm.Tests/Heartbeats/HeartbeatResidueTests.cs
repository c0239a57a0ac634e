using System.Net;

namespace Aops.Spm.Tests.Heartbeats;

// It counts what this process holds, so that nothing else may run in it.
[CollectionDefinition(nameof(HeartbeatResidueTests), DisableParallelization = true)]
[Collection(nameof(HeartbeatResidueTests))]
public sealed class HeartbeatResidueTests
{
    private const int WarmUpHeartbeats = 400;
    private const int Heartbeats = 2000;

    // Less than any object of a heartbeat takes: a registration that stays is 80 bytes, a timer more.
    private const int BytesAHeartbeatMax = 32;

    // Of the process, which opens one now and then: what each heartbeat left, or one in a hundred, would be more.
    private const int DescriptorsMax = Heartbeats / 100;

    [Fact]
    public async Task Case_B26_TwoThousandHeartbeats_LeaveNothingBehind()
    {
        await using var bench = await new HeartbeatBench().StartAsync();
        await PlayAsync(bench, WarmUpHeartbeats);
        var before = Residue.Count(bench);

        await PlayAsync(bench, Heartbeats);

        var after = Residue.Count(bench);
        TestContext.Current.TestOutputHelper?.WriteLine($"{before}, then {after}");
        Assert.Equal(before.Files, after.Files);
        Assert.InRange(after.Descriptors - before.Descriptors, int.MinValue, DescriptorsMax - 1);
        Assert.InRange((after.Bytes - before.Bytes) / Heartbeats, long.MinValue, BytesAHeartbeatMax);
    }

    // Held and answered, taken back by news, with an order, refused, and lost: each in its turn.
    private static async Task PlayAsync(HeartbeatBench bench, int heartbeats)
    {
        for (var i = 0; i < heartbeats; i++)
        {
            var heartbeat = await bench.Server.NextAsync();
            var isHeld = heartbeat.Heartbeat.HoldSeconds > 0;
            switch (i % 8)
            {
                case 1 or 3 when isHeld:
                    bench.Spm.State.SetFault("soak", $"fault {i}");
                    await heartbeat.TakenBack.WaitAsync(TimeSpan.FromSeconds(30));
                    break;
                case 5:
                    heartbeat.Answer(HttpStatusCode.ServiceUnavailable);
                    break;
                case 6:
                    heartbeat.Lose();
                    break;
                default:
                    bench.Spm.Clock.Advance(TimeSpan.FromSeconds(heartbeat.Heartbeat.HoldSeconds));
                    heartbeat.Accept();
                    break;
            }
            await bench.PassPauseAsync();
        }
    }

    private sealed record Residue(long Bytes, int Descriptors, int Files)
    {
        public static Residue Count(HeartbeatBench bench) => new(
            GC.GetTotalMemory(forceFullCollection: true),
            Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(),
            Directory.EnumerateFiles(bench.Spm.Layout.Root, "*", SearchOption.AllDirectories).Count());
    }
}
