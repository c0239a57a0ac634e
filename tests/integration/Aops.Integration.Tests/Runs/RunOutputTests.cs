using System.Globalization;
using System.Security.Cryptography;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests.Runs;

/// <summary>Output of runs is what the program wrote, byte for byte, whatever happens on its way.</summary>
public sealed class RunOutputTests() : RunTest("run-output"), IAsyncDisposable
{
    private const long Mebibyte = 1024 * 1024;
    private const int Cuts = 10;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(9);

    private readonly ConnectProxy _link = new();

    // 1,024 is a gigabyte; less by default, so that the whole of all tests stays short.
    private static long Mebibytes { get; } =
        long.TryParse(Environment.GetEnvironmentVariable("AOPS_RUN_OUTPUT_MIB"), CultureInfo.InvariantCulture, out var given)
            ? given
            : 96;

    protected override async Task SignAsync(ReleaseWorkshop workshop, PackageStage stage)
    {
        await base.SignAsync(workshop, stage);
        await workshop.AddAgentAsync(stage.Agent(PublishedPrograms.Second), PublishedPrograms.Second, Stop);
    }

    [Fact]
    public async Task LargeBinaryOutput_IsWhole_ThoughSpmIsUpgraded_TheServerRestarted_AndTheLinkCutTenTimes()
    {
        await TakeTheLinkAsync();
        await OpenAsync();
        var bytes = Mebibytes * Mebibyte;
        // Bytes of all values, the same each time.
        var writer = $"openssl enc -aes-128-ctr -K 00 -iv 00 -in /dev/zero 2>/dev/null | head -c {bytes}";
        var expected = (await Command.RunAsync("/bin/sh", ["-c", $"{writer} | sha256sum"], Stop)).MustSucceed().Output[..64];
        var id = await StartAsync(writer, bytes * 2);
        await Orders.WaitForPhaseAsync(id, "running", Soon, Stop);

        for (var cut = 0; cut < Cuts; cut++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300 + (Mebibytes * 5)), Stop);
            _link.Cut();
            if (cut == Cuts / 3) await RestartServerAsync();
            if (cut == Cuts / 2) await Fleet.OrderAsync(Agent, PublishedPrograms.Second, Stop);
        }

        var end = await Orders.WaitForEndAsync(id, Long, Stop);
        Assert.Equal(("succeeded", 0L), (RunOrders.PhaseOf(end), (long)end["outputMissing"]!));
        var output = await Orders.OutputAsync(id, Host, "stdout", Stop);
        Assert.Equal(bytes, output.LongLength);
        Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData(output)));
        await Agent.WaitForAsync(Role.Spm, "runs the new version",
            s => s.Agent is { Version: PublishedPrograms.Second, Upgrade.Phase: UpgradePhase.Success }, Long, Stop);
    }

    [Fact]
    public async Task OutputAboveItsBound_HasItsBeginningAndItsEnd_AndTellsHowMuchIsMissing()
    {
        await TakeTheLinkAsync();
        await OpenAsync();
        const long bound = Mebibyte;
        const int filler = 8 * 1024 * 1024;
        var id = await StartAsync(
            $"while [ ! -e {Fleet.Root.Path}/go ]; do sleep 0.02; done; echo first; head -c {filler} /dev/zero; echo last", bound);
        await Orders.WaitForPhaseAsync(id, "running", Soon, Stop);

        // The server takes nothing meanwhile, so that the host has to choose what it keeps.
        await Fleet.Server.KillAsync(Stop);
        await File.WriteAllTextAsync(Path.Combine(Fleet.Root.Path, "go"), "", Stop);
        await Eventually.HoldsAsync("it has ended on the host", Soon,
            () => File.Exists(Path.Combine(Agent.Layout.Root, $"var/lib/aops/runs/{id}/end.json")), Stop);
        await Fleet.Server.StartAsync(Stop);

        var end = await Orders.WaitForEndAsync(id, Soon, Stop);
        Assert.Equal("succeeded", RunOrders.PhaseOf(end));
        var output = await Orders.OutputAsync(id, Host, "stdout", Stop);
        Assert.True(output.AsSpan().StartsWith("first\n"u8), "the beginning is not there");
        Assert.True(output.AsSpan().EndsWith("last\n"u8), "the end is not there");
        // Frames have headers, which count as missing with their content.
        Assert.InRange(output.Length + (long)end["outputMissing"]!, filler, filler + (filler / 64));
        Assert.InRange(output.Length, bound / 2, bound);
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await _link.DisposeAsync();
    }

    // All that the agent sends goes by it from now on.
    private async Task TakeTheLinkAsync()
    {
        Agent.EditConf(("proxy", _link.Url.GetLeftPart(UriPartial.Authority)));
        (await Agent.ServiceAsync(Stop, "restart")).MustSucceed();
        await Eventually.HoldsAsync("heartbeats take the link", Soon, () => _link.Targets.Count > 0, Stop);
    }

    private async Task RestartServerAsync()
    {
        await Fleet.Server.KillAsync(Stop);
        await Fleet.Server.StartAsync(Stop);
    }
}
