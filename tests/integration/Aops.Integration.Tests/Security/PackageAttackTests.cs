using System.Buffers.Binary;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;
using Aops.Layout;

namespace Aops.Integration.Tests.Security;

/// <summary>
/// Attacks by signers of packages, and by content of packages: the host stays healthy and reports what it
/// refuses.
/// </summary>
public sealed class PackageAttackTests() : OwnFleetTest("sec")
{
    private const string Attacked = "attacked";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    protected override async Task SignAsync(ReleaseWorkshop workshop, PackageStage stage)
    {
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await workshop.AddAgentAsync(stage.Agent(version), version, Stop);
        foreach (var name in new[] { Attacked, FleetFixture.Ticker })
            await workshop.AddSubAgentAsync(stage.Script(name, "1.0.0", WaitingScript), name, "1.0.0", Stop);
        var second = stage.Script(Attacked, "2.0.0", WaitingScript);
        await File.WriteAllBytesAsync(Path.Combine(second, "noise"), RandomNumberGenerator.GetBytes(6 * 1024 * 1024), Stop);
        await workshop.AddSubAgentAsync(second, Attacked, "2.0.0", Stop);
    }

    [Fact]
    public async Task Sec_H8_PackageThatBreaksTheTarReader_IsFetchedOnce_AndShownAsFault()
    {
        const string target = "subagents/evil/1.0.0/evil-linux-x64.tar.zst";
        var package = new ZstdFrame().End(OverflowingTar());
        await HandSigning.PublishAsync(Fleet, target, package, Custom("evil", "1.0.0"), Stop);

        await OrderAsync(("evil", "1.0.0"));
        await WaitForFaultAsync("sub-agent evil: ");
        var before = CpuSeconds();
        await Task.Delay(Calm, Stop);

        Assert.InRange(CpuSeconds() - before, 0, 2);
        Assert.Contains("sub-agent evil", await SpmLogAsync(), StringComparison.Ordinal);
        // It is not tried again for this generation, and does not hold up another sub-agent.
        Assert.Equal(1, await LogLinesAsync("sub-agent evil"));
        await OrderAsync(("evil", "1.0.0"), (FleetFixture.Ticker, "1.0.0"));
        await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, Soon, Stop);

        var file = Path.Combine(Fleet.Root.Folder("evil"), "evil.tar.zst");
        await File.WriteAllBytesAsync(file, package, Stop);
        var signed = await Command.RunAsync(Fleet.Programs.Program("aops-release"),
            ["sign", "--repo", Fleet.Workshop.Repository, "--keys", Fleet.Workshop.Keys, file], Stop);
        Assert.Equal(ExitCodes.BadData, signed.ExitCode);
        Assert.DoesNotContain("Unhandled exception", signed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sec_M3_DeltaThatWorksForNothing_HoldsUpNeitherTheHost_NorOthers()
    {
        await OrderAsync((Attacked, "1.0.0"));
        await Agent.WaitForSubAgentAsync(Attacked, Soon, Stop, s => s.Version == "1.0.0");
        var target = $"subagents/{Attacked}/2.0.0/{Attacked}-linux-x64.tar.zst";
        var delta = EmptyControls(blocks: 20_000);
        var manifest = await File.ReadAllBytesAsync(
            Path.Combine(Agent.Layout.SubAgentReleases(Attacked), "1.0.0", AopsLayout.ManifestName), Stop);
        await HandSigning.ChangeAsync(Fleet, targets =>
        {
            var custom = targets[target]!["custom"]!.AsObject();
            custom["archiveSha256"] = new string('0', 64);
            custom["deltas"] = new JsonArray(new JsonObject
            {
                ["from"] = "1.0.0",
                ["fromManifestSha256"] = Convert.ToHexStringLower(SHA256.HashData(manifest)),
                ["length"] = delta.Length,
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(delta)),
            });
            HandSigning.Store(Fleet, $"{target}.from-1.0.0.delta", delta);
        }, Stop);

        var before = CpuSeconds();
        await OrderAsync((Attacked, "2.0.0"), (FleetFixture.Ticker, "1.0.0"));
        await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, Soon, Stop);
        await Agent.WaitForSubAgentAsync(Attacked, Soon, Stop, s => s.Version == "2.0.0");
        Assert.InRange(CpuSeconds() - before, 0, 10);
    }

    [Fact]
    public async Task Sec_L13_PackageLongerThanAnyMayBe_IsRefusedBeforeTheDownload()
    {
        await HandSigning.PublishAsync(Fleet, "subagents/long/1.0.0/long-linux-x64.tar.zst", [1], Custom("long", "1.0.0"),
            Stop, length: (1L << 30) + 1);

        await OrderAsync(("long", "1.0.0"));

        await WaitForFaultAsync("no host takes more");
    }

    private static JsonObject Custom(string name, string version) => new()
    {
        ["kind"] = "subagent", ["name"] = name, ["version"] = version, ["architecture"] = "x64",
    };

    // A header extension with a size that is no 64-bit number.
    private static byte[] OverflowingTar()
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "manifest.json", new Dictionary<string, string>
            {
                ["comment"] = new string('x', 40),
            })
            {
                DataStream = new MemoryStream("{}"u8.ToArray()),
            });
        }
        var bytes = tar.ToArray();
        // In place of the comment, and as long: the header's own length stays.
        var text = Encoding.Latin1.GetString(bytes);
        var at = text.IndexOf("52 comment=", StringComparison.Ordinal);
        Assert.True(at > 0, "the record is where it is written");
        Encoding.ASCII.GetBytes($"52 size={new string('9', 43)}\n").CopyTo(bytes, at);
        return bytes;
    }

    // Blocks with nothing but controls, which add nothing, take nothing and move nowhere: 47 bytes become a megabyte.
    private static byte[] EmptyControls(int blocks)
    {
        const int controls = (1024 * 1024) - 1;
        var header = new byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(header, controls);
        var frame = new ZstdFrame().Raw("AOPSDLT1"u8);
        for (var i = 0; i < blocks; i++) frame.Raw(header).Zeros(controls);
        return frame.End(new byte[12]);
    }

    // A zstd frame block by block (RFC 8878, 3.1.1), as no packer would write it.
    private sealed class ZstdFrame
    {
        private const int BlockBytesMax = 128 * 1024;
        private readonly MemoryStream _frame = new();

        // Window of 8 MiB, no checksum, no length.
        public ZstdFrame() => _frame.Write([0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x68]);

        public ZstdFrame Raw(ReadOnlySpan<byte> bytes)
        {
            Header(bytes.Length, type: 0, isLast: false);
            _frame.Write(bytes);
            return this;
        }

        public ZstdFrame Zeros(int count)
        {
            for (; count > 0; count -= BlockBytesMax)
            {
                Header(Math.Min(count, BlockBytesMax), type: 1, isLast: false);
                _frame.WriteByte(0);
            }
            return this;
        }

        public byte[] End(ReadOnlySpan<byte> last)
        {
            Header(last.Length, type: 0, isLast: true);
            _frame.Write(last);
            return _frame.ToArray();
        }

        private void Header(int size, int type, bool isLast)
        {
            var header = (size << 3) | (type << 1) | (isLast ? 1 : 0);
            _frame.Write([(byte)header, (byte)(header >> 8), (byte)(header >> 16)]);
        }
    }

    private Task OrderAsync(params (string Name, string Version)[] wanted) => Fleet.OrderSubAgentsAsync(
        Agent, wanted.Select(w => new JsonObject { ["name"] = w.Name, ["version"] = w.Version }), Stop);

    private Task WaitForFaultAsync(string part) => Agent.WaitForAsync(Role.Spm, $"a fault '{part}'",
        s => s.Agent.Faults.Any(fault => fault.Contains(part, StringComparison.Ordinal)), Soon, Stop);

    private double CpuSeconds()
    {
        using var spm = System.Diagnostics.Process.GetProcessById(Agent.MustFind(Role.Spm).Pid);
        return spm.TotalProcessorTime.TotalSeconds;
    }

    private Task<string> SpmLogAsync() => File.ReadAllTextAsync(Agent.Layout.LogFile(Role.Spm), Stop);

    private async Task<int> LogLinesAsync(string part) =>
        (await SpmLogAsync()).Split('\n').Count(line => line.Contains(part, StringComparison.Ordinal));
}
