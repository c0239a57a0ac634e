using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Releases.Compression;
using Aops.Releases.Deltas;
using Aops.Releases.Packages;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Tests;

/// <summary>From two packages to a slot that was made by a delta, and every way back to the whole package.</summary>
public sealed class DeltaTests : IAsyncLifetime
{
    private const int ProgramBytes = 400_000;

    private readonly Tool _tool = new();
    private readonly byte[] _program = new byte[ProgramBytes];

    public async ValueTask InitializeAsync()
    {
        // Nothing that zstd could make smaller: a delta must come from the base, or be as long as the file.
        new Random(1).NextBytes(_program);
        await _tool.InitAsync();
        await SignAsync("1.0");
        await StageAsync("1.0", _ => true);
        // An insertion, changed bytes, and a file that was not there before.
        Array.Copy(_program, 1000, _program, 1010, ProgramBytes - 1010);
        for (var i = 200_000; i < 210_000; i += 100) _program[i]++;
        _tool.Write("in/conf/new.txt", "new");
        await SignAsync("2.0");
    }

    public ValueTask DisposeAsync()
    {
        _tool.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Slots => _tool["host/opt/aops/releases"];

    private string DeltaFile => Directory.GetFiles(_tool.Repo, "*.delta", SearchOption.AllDirectories).Single();

    private async Task SignAsync(string version)
    {
        _tool.MakeFolderOnce();
        File.WriteAllBytes(_tool["in/bin/program"], _program);
        await _tool.SignAsync(await _tool.PackAsync(version));
    }

    private async Task<StageOutcome> StageAsync(string version, Func<string, bool> mayGet)
    {
        var client = _tool.Client(new ChoosySource(new DirectoryReleaseSource(_tool.Repo), mayGet));
        Assert.IsType<TufRefresh.Ok>(await client.RefreshAsync(CancellationToken.None));
        var outcome = await client.StageAsync(client.FindAgent(version)!, Slots, null, CancellationToken.None);
        if (outcome is StageOutcome.Staged staged) Directory.Move(staged.Directory, Path.Combine(Slots, version));
        return outcome;
    }

    private static bool IsWhole(string path) => path.EndsWith(".tar.zst", StringComparison.Ordinal);

    private async Task AssertWholeAsync()
    {
        Assert.Empty(await SlotVerifier.VerifyAsync(Path.Combine(Slots, "2.0"), CancellationToken.None));
        Assert.Equal(_program, await File.ReadAllBytesAsync(Path.Combine(Slots, "2.0/bin/program"), CancellationToken.None));
    }

    [Fact]
    public async Task Delta_BringsTheSlotWithoutThePackage()
    {
        Assert.IsType<StageOutcome.Staged>(await StageAsync("2.0", path => !IsWhole(path)));

        await AssertWholeAsync();
        Assert.InRange(new FileInfo(DeltaFile).Length, 1, ProgramBytes / 50);
    }

    [Fact]
    public async Task AfterADelta_TheSlotCanBeHealed()
    {
        await StageAsync("2.0", path => !IsWhole(path));
        File.Delete(Path.Combine(Slots, "2.0/bin/program"));
        var client = _tool.Client(new DirectoryReleaseSource(_tool["nothing"]));

        Assert.IsType<HealOutcome.Healed>(await client.HealAsync(PackageKind.Agent, PackageKinds.AgentName, "2.0",
            Path.Combine(Slots, "2.0"), CancellationToken.None));
        await AssertWholeAsync();
    }

    [Fact]
    public async Task StageVerb_SaysWhichWayItWent()
    {
        string[] stage = ["stage", "--repo", _tool.Repo, "--root", _tool.TrustRoot, "--slots", Slots];
        await _tool.OkAsync([.. stage, "--version", "2.0"]);
        Assert.Contains("by a delta from 1.0", _tool.Output, StringComparison.Ordinal);
        await AssertWholeAsync();

        Directory.Delete(Path.Combine(Slots, "2.0"), recursive: true);
        Directory.Delete(Path.Combine(Slots, "1.0"), recursive: true);
        await _tool.OkAsync([.. stage, "--version", "2.0"]);
        Assert.Contains("by the whole package", _tool.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.CannotWrite, await _tool.RunAsync([.. stage, "--version", "2.0"]));
        Assert.Equal(ExitCodes.NoInput, await _tool.RunAsync([.. stage, "--version", "9.0"]));
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("changed")]
    [InlineData("shorter")]
    [InlineData("other manifest")]
    public async Task DamagedBase_TakesThePackage(string damage)
    {
        var file = Path.Combine(Slots, "1.0/bin/program");
        var bytes = File.ReadAllBytes(file);
        switch (damage)
        {
            case "gone":
                File.Delete(file);
                break;
            case "changed":
                bytes[ProgramBytes / 2] ^= 1;
                File.WriteAllBytes(file, bytes);
                break;
            case "shorter":
                File.WriteAllBytes(file, bytes[..^1]);
                break;
            default:
                File.AppendAllText(Path.Combine(Slots, "1.0/manifest.json"), " ");
                break;
        }

        Assert.IsType<StageOutcome.Staged>(await StageAsync("2.0", _ => true));
        await AssertWholeAsync();
        Assert.Empty(Directory.GetDirectories(Slots, StagingDirectory.Prefix + "*"));
    }

    [Fact]
    public async Task BaseThatChanged_IsNoticedByTheHashOfTheArchive()
    {
        // The files' own hashes would tell too; without the package nothing may be staged.
        var file = Path.Combine(Slots, "1.0/bin/program");
        var bytes = File.ReadAllBytes(file);
        bytes[^50] ^= 1;
        File.WriteAllBytes(file, bytes);

        Assert.IsType<StageOutcome.Failed>(await StageAsync("2.0", path => !IsWhole(path)));
        Assert.Equal(["1.0"], Directory.GetDirectories(Slots).Select(Path.GetFileName));
    }

    [Fact]
    public async Task TamperedOrMissingDelta_TakesThePackage()
    {
        var bytes = File.ReadAllBytes(DeltaFile);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(DeltaFile, bytes);
        Assert.IsType<StageOutcome.Staged>(await StageAsync("2.0", _ => true));
        await AssertWholeAsync();

        Directory.Delete(Path.Combine(Slots, "2.0"), recursive: true);
        Directory.Delete(_tool["host/var/lib/aops/packages"], recursive: true);
        File.Delete(DeltaFile);
        Assert.IsType<StageOutcome.Staged>(await StageAsync("2.0", _ => true));
        await AssertWholeAsync();
    }

    [Fact]
    public async Task Published_WithItsPackage()
    {
        await _tool.OkAsync("publish", "--repo", _tool.Repo, "--to-directory", _tool["out"]);
        Assert.Single(Directory.GetFiles(_tool["out"], "*.delta", SearchOption.AllDirectories));
        await _tool.OkAsync("verify", "--repo", _tool.Repo, "--root", _tool.TrustRoot);
        File.AppendAllText(DeltaFile, "x");
        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync("verify", "--repo", _tool.Repo, "--root", _tool.TrustRoot));
    }

    [Fact]
    public async Task Count_IsTheOperatorsChoice()
    {
        _program[0]++;
        File.WriteAllBytes(_tool["in/bin/program"], _program);
        await _tool.SignAsync(await _tool.PackAsync("3.0"), "--deltas", "2");
        _program[0]++;
        File.WriteAllBytes(_tool["in/bin/program"], _program);
        await _tool.SignAsync(await _tool.PackAsync("4.0"), "--deltas", "0");

        var targets = JsonNode.Parse(File.ReadAllBytes(Directory
            .GetFiles(_tool["repo/metadata"], "*.targets.json").Order(StringComparer.Ordinal).Last()))!["signed"]!["targets"]!;
        Assert.Equal(["2.0", "1.0"], targets["agent/3.0/aops-agent-linux-x64.tar.zst"]!["custom"]!["deltas"]!.AsArray()
            .Select(delta => (string)delta!["from"]!));
        Assert.Null(targets["agent/4.0/aops-agent-linux-x64.tar.zst"]!["custom"]!["deltas"]);
    }

    [Fact]
    public async Task HostileDelta_EndsInAFaultAndNothingElse()
    {
        using var image = SlotImage.TryOpen(Path.Combine(Slots, "1.0"), null)!;
        using var plain = new MemoryStream();
        await using (var packed = File.OpenRead(DeltaFile))
        await using (var zstd = new ZstdReadStream(packed, Limits.ZstdWindowLogMax))
            await zstd.CopyToAsync(plain, CancellationToken.None);
        var random = new Random(2);
        for (var round = 0; round < 300; round++)
        {
            var bytes = plain.ToArray();
            // Lengths and controls stand at the front of the first block.
            for (var i = random.Next(1, 4); i > 0; i--) bytes[random.Next(Math.Min(bytes.Length, 400))] = (byte)random.Next(256);
            var length = random.Next(3) == 0 ? random.Next(bytes.Length) : bytes.Length;
            await using var stream = new DeltaReadStream(new MemoryStream(bytes, 0, length), image);
            var fault = await Record.ExceptionAsync(() => stream.CopyToAsync(Stream.Null, CancellationToken.None));

            Assert.True(fault is null or InvalidDataException or EndOfStreamException, fault?.ToString());
        }
    }

    public static TheoryData<string, byte[], int> WorkWithoutOutput => new()
    {
        { "a block", [0, 0, 0], 4000 },
        { "a control", [1, 0, 0, 0, 0, 0], 1 },
        { "controls", [.. Enumerable.Repeat<byte[]>([0, 1, 0], DeltaFormat.SpareControls + 20_000).SelectMany(c => c)], 1 },
    };

    [Theory]
    [MemberData(nameof(WorkWithoutOutput))]
    public async Task DeltaThatWorksForNothing_IsRefusedAtOnce(string because, byte[] controls, int blocks)
    {
        using var image = SlotImage.TryOpen(Path.Combine(Slots, "1.0"), null)!;
        using var delta = new MemoryStream();
        delta.Write(DeltaFormat.Magic);
        for (var i = 0; i < blocks; i++)
        {
            var header = new byte[DeltaFormat.BlockHeaderBytes];
            var (adds, takes) = because == "a control" ? (1, 0) : (0, because == "a block" ? 0 : controls.Length / 3);
            BinaryPrimitives.WriteInt32LittleEndian(header, controls.Length);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), adds);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), takes);
            delta.Write(header);
            delta.Write(controls);
            delta.Write(new byte[adds + takes]);
        }
        delta.Write(new byte[DeltaFormat.BlockHeaderBytes]);
        delta.Position = 0;

        await using var stream = new DeltaReadStream(delta, image);
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => stream.CopyToAsync(Stream.Null, CancellationToken.None));

        Assert.Contains(because, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>A source that does not give everything.</summary>
    private sealed class ChoosySource(IReleaseSource source, Func<string, bool> mayGet) : IReleaseSource
    {
        public Task<ReleaseContent?> GetAsync(string path, long offset, CancellationToken cancellationToken) =>
            mayGet(path) ? source.GetAsync(path, offset, cancellationToken) : Task.FromResult<ReleaseContent?>(null);
    }
}
