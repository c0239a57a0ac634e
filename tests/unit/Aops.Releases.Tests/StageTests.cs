using Aops.Contracts;
using Aops.Releases.Packages;
using Aops.Releases.Transport;

namespace Aops.Releases.Tests;

public sealed class StageTests : IDisposable
{
    private readonly RepositoryBuilder _repository = new();
    private readonly TestHost _host;

    public StageTests()
    {
        _repository.AddAgent(TarBuilder.GoodPackage());
        _repository.Publish();
        _host = new TestHost(_repository);
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Stages_FilesModesAndLinks()
    {
        var staged = Assert.IsType<StageOutcome.Staged>(await _host.StageAsync(_repository.Source));

        Assert.Equal("program", File.ReadAllText(Path.Combine(staged.Directory, "bin/run")));
        Assert.Equal((UnixFileMode)0x1ED, File.GetUnixFileMode(Path.Combine(staged.Directory, "bin/run")));
        Assert.Equal("text", File.ReadAllText(Path.Combine(staged.Directory, "bin/link")));
        Assert.StartsWith(".", Path.GetFileName(staged.Directory));
        Assert.Empty(await SlotVerifier.VerifyAsync(staged.Directory, CancellationToken.None));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-1)]
    public async Task Tampered_LeavesNothing(int position)
    {
        var path = _repository.TargetPath();
        var bytes = _repository.Files[path].ToArray();
        bytes[position < 0 ? ^1 : position] ^= 1;
        _repository.Files[path] = bytes;

        var failed = Assert.IsType<StageOutcome.Failed>(await _host.StageAsync(_repository.Source));
        Assert.Equal(StageFailure.Tampered, failed.Kind);
        Assert.Empty(_host.LeftOvers());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200)]
    public async Task Truncated_LeavesNothing(int length)
    {
        var path = _repository.TargetPath();
        _repository.Files[path] = _repository.Files[path][..length];

        var failed = Assert.IsType<StageOutcome.Failed>(await _host.StageAsync(_repository.Source));
        Assert.Equal(StageFailure.Tampered, failed.Kind);
        Assert.Empty(_host.LeftOvers());
    }

    [Fact]
    public async Task EndlessPackage_StopsAtTheSignedLength()
    {
        var source = _repository.Source;
        var endless = new EndlessStream();
        source.Replace[_repository.TargetPath()] = endless;

        var failed = Assert.IsType<StageOutcome.Failed>(await _host.StageAsync(source));
        Assert.Equal(StageFailure.Tampered, failed.Kind);
        Assert.True(endless.BytesRead < 4 * 1024 * 1024);
        Assert.Empty(_host.LeftOvers());
    }

    [Fact]
    public async Task MissingPackage_IsTheNetworksFault()
    {
        _repository.Files.Remove(_repository.TargetPath());

        var failed = Assert.IsType<StageOutcome.Failed>(await _host.StageAsync(_repository.Source));
        Assert.Equal(StageFailure.Network, failed.Kind);
    }

    [Fact]
    public async Task BrokenSource_LeavesNothing()
    {
        var source = _repository.Source;
        source.Replace[_repository.TargetPath()] = new BreakingStream(_repository.Files[_repository.TargetPath()], 100);

        var failed = Assert.IsType<StageOutcome.Failed>(await _host.StageAsync(source));
        Assert.Equal(StageFailure.Network, failed.Kind);
        Assert.Empty(_host.LeftOvers());
    }

    [Fact]
    public async Task FullDisk_IsSaidBeforeAnythingIsFetched()
    {
        _host.FreeBytes = Limits.DiskReserveBytes;
        var source = _repository.Source;

        var failed = Assert.IsType<StageOutcome.Failed>(await _host.StageAsync(source));
        Assert.Equal(StageFailure.DiskFull, failed.Kind);
        Assert.DoesNotContain(_repository.TargetPath(), source.Asked);
        Assert.Empty(_host.LeftOvers());
    }

    [Fact]
    public void FullDisk_IsToldFromOtherFaults()
    {
        // /dev/full answers every write with ENOSPC.
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.None, 0);
        var fault = Record.Exception(() => full.Write([1]));

        Assert.Equal(StageFailure.DiskFull, PackageFault.OfDisk(fault!).Kind);
        Assert.Equal(StageFailure.Storage, PackageFault.OfDisk(new IOException("other")).Kind);
    }

    [Fact]
    public async Task Cancelled_LeavesNothing()
    {
        using var cancelled = new CancellationTokenSource();
        var source = _repository.Source;
        source.Replace[_repository.TargetPath()] = new CancellingStream(cancelled);

        var failed = Assert.IsType<StageOutcome.Failed>(await _host.StageAsync(source, cancelled.Token));
        Assert.Equal(StageFailure.Cancelled, failed.Kind);
        Assert.Empty(_host.LeftOvers());
    }

    [Fact]
    public async Task Again_ComesFromTheCache()
    {
        await _host.StageAsync(_repository.Source);
        _repository.Files.Remove(_repository.TargetPath());

        Assert.IsType<StageOutcome.Staged>(await _host.StageAsync(_repository.Source));
    }

    [Fact]
    public async Task DamagedCache_IsFetchedAnew()
    {
        await _host.StageAsync(_repository.Source);
        var cached = Directory.GetFiles(_host.Layout.Packages).Single();
        var bytes = File.ReadAllBytes(cached);
        bytes[50] ^= 1;
        File.WriteAllBytes(cached, bytes);

        Assert.IsType<StageOutcome.Staged>(await _host.StageAsync(_repository.Source));
        Assert.Equal(_repository.Files[_repository.TargetPath()], File.ReadAllBytes(cached));
    }

    [Fact]
    public async Task NoRoomForTheCache_StagesWithoutIt()
    {
        _host.FreeBytes = Limits.DiskReserveBytes + TarBuilder.GoodPackage().Length + 50;

        Assert.IsType<StageOutcome.Staged>(await _host.StageAsync(_repository.Source));
        Assert.False(Directory.Exists(_host.Layout.Packages));
    }

    [Fact]
    public void Cache_KeepsTheNewest()
    {
        Directory.CreateDirectory(_host.Layout.Packages);
        for (var i = 1; i <= 4; i++)
        {
            var file = Path.Combine(_host.Layout.Packages, $"agent@aops-agent@{i}@{new string('a', 64)}.tar.zst");
            File.WriteAllText(file, "");
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(i - 10));
        }
        var other = Path.Combine(_host.Layout.Packages, $"subagent@x@1@{new string('a', 64)}.tar.zst");
        File.WriteAllText(other, "");

        new PackageCache(_host.Layout).Trim(PackageKind.Agent, "aops-agent");

        Assert.Equal(["3", "4"], Directory.GetFiles(_host.Layout.Packages, "agent@*")
            .Select(f => Path.GetFileName(f).Split('@')[2]).Order());
        Assert.True(File.Exists(other));
    }

    [Fact]
    public async Task Progress_EndsAtTheTotal()
    {
        var client = _host.Client(_repository.Source);
        await client.RefreshAsync(CancellationToken.None);
        var last = default(PackageProgress);

        await client.StageAsync(
            client.FindAgent("1.0")!, _host.Slots, new Recorder(p => last = p), CancellationToken.None);

        Assert.Equal(100, last.Percent);
        Assert.Equal(last.BytesTotal, last.BytesDone);
    }

    [Fact]
    public async Task Heals_MissingAndDamagedFiles()
    {
        var slot = await MakeSlotAsync();
        File.Delete(Path.Combine(slot, "bin/run"));
        File.WriteAllText(Path.Combine(slot, "read me"), "TEXT");
        File.Delete(Path.Combine(slot, "manifest.json"));

        var client = _host.Client(new MemorySource(new Dictionary<string, byte[]>()));
        var healed = Assert.IsType<HealOutcome.Healed>(await client.HealAsync(
            PackageKind.Agent, "aops-agent", "1.0", slot, CancellationToken.None));

        Assert.Equal(["bin/run", "manifest.json", "read me"], healed.Files.Order(StringComparer.Ordinal));
        Assert.Empty(await SlotVerifier.VerifyAsync(slot, CancellationToken.None));
        Assert.Empty(Directory.GetDirectories(_host.Slots, StagingDirectory.Prefix + "*"));
    }

    [Fact]
    public async Task Heals_ASlotThatIsGone()
    {
        var slot = await MakeSlotAsync();
        Directory.Delete(slot, recursive: true);

        Assert.IsType<HealOutcome.Healed>(await _host.Client(_repository.Source).HealAsync(
            PackageKind.Agent, "aops-agent", "1.0", slot, CancellationToken.None));
        Assert.Empty(await SlotVerifier.VerifyAsync(slot, CancellationToken.None));
    }

    [Fact]
    public async Task Healing_WithoutPackageSaysSo()
    {
        var slot = await MakeSlotAsync();
        Directory.Delete(_host.Layout.Packages, recursive: true);

        Assert.IsType<HealOutcome.Failed>(await _host.Client(_repository.Source).HealAsync(
            PackageKind.Agent, "aops-agent", "1.0", slot, CancellationToken.None));
    }

    [Fact]
    public async Task Verifier_ReportsEveryFault()
    {
        var slot = await MakeSlotAsync();
        File.SetUnixFileMode(Path.Combine(slot, "bin/run"), (UnixFileMode)0x1A4);
        File.WriteAllText(Path.Combine(slot, "read me"), "longer than it was");
        File.Delete(Path.Combine(slot, "bin/link"));

        var faults = await SlotVerifier.VerifyAsync(slot, CancellationToken.None);

        Assert.Equal(["bin/link", "bin/run", "read me"], faults.Select(f => f.Path).Order(StringComparer.Ordinal));
    }

    private async Task<string> MakeSlotAsync()
    {
        var staged = Assert.IsType<StageOutcome.Staged>(await _host.StageAsync(_repository.Source));
        var slot = _host.Layout.Slot("1.0");
        Directory.Move(staged.Directory, slot);
        return slot;
    }

    private sealed class Recorder(Action<PackageProgress> report) : IProgress<PackageProgress>
    {
        public void Report(PackageProgress value) => report(value);
    }

    /// <summary>Gives some bytes, then fails as a dropped connection does.</summary>
    private sealed class BreakingStream(byte[] bytes, int count) : MemoryStream(bytes[..count])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new ReleaseSourceException("the connection broke");
        }
    }

    /// <summary>Cancels its reader, and then waits to be cancelled.</summary>
    private sealed class CancellingStream(CancellationTokenSource source) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
