using Aops.Harness;

namespace Aops.Bench;

/// <summary>The rounds of <see cref="UpgradeBench"/>, and what they have measured.</summary>
internal sealed class UpgradeRun(string program, string repository, TempRoot root, CancellationToken cancellationToken)
{
    private readonly Figures _host = new("host: metadata, SHA-256, unpack, check of each file, flush");
    private readonly Figures _tools = new("openssl dgst; zstd -dc, tar x");
    private readonly Figures _toolsFlushed = new("openssl dgst; zstd -dc, tar x; sync");
    private readonly Figures _delta = new("host: the same by a delta");
    private int _folders;

    public double Ratio => _host.Median / _toolsFlushed.Median;

    public long PeakKilobytes { get; private set; }

    public long DeltaPeakKilobytes { get; private set; }

    public long PackageBytes => new FileInfo(File(PublishedPrograms.Second, ".tar.zst")).Length;

    public long DeltaBytes => new FileInfo(File(PublishedPrograms.Second, ".delta")).Length;

    public double DeltaShare => (double)DeltaBytes / PackageBytes;

    public long UnpackedBytes { get; private set; }

    public IEnumerable<string> Rows() => [_host.ToRow(), _tools.ToRow(), _toolsFlushed.ToRow(), _delta.ToRow()];

    public async Task RoundAsync()
    {
        var slots = Fresh();
        var whole = (await StageAsync(slots, PublishedPrograms.First)).MustSucceed();
        _host.Add(whole.Elapsed.TotalMilliseconds);
        PeakKilobytes = Math.Max(PeakKilobytes, whole.PeakKilobytes);
        UnpackedBytes = new DirectoryInfo(slots).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);

        var package = File(PublishedPrograms.First, ".tar.zst");
        var unpack = $"openssl dgst -sha256 '{package}' && zstd -q -dc '{package}' | tar x -C '{Fresh()}'";
        _tools.Add((await ShellAsync(unpack)).MustSucceed().Elapsed.TotalMilliseconds);
        var flushed = Fresh();
        unpack = $"openssl dgst -sha256 '{package}' && zstd -q -dc '{package}' | tar x -C '{flushed}' && sync -f '{flushed}'";
        _toolsFlushed.Add((await ShellAsync(unpack)).MustSucceed().Elapsed.TotalMilliseconds);

        var delta = (await StageAsync(slots, PublishedPrograms.Second)).MustSucceed();
        if (!delta.Output.Contains("by a delta", StringComparison.Ordinal))
            throw new InvalidOperationException($"no delta was taken: {delta.Output}");
        _delta.Add(delta.Elapsed.TotalMilliseconds);
        DeltaPeakKilobytes = Math.Max(DeltaPeakKilobytes, delta.PeakKilobytes);
    }

    /// <summary>Changes one byte of the delta and of the package; whether nothing of them is left in the slots.</summary>
    public async Task<bool> TamperAsync()
    {
        foreach (var end in new[] { ".delta", ".tar.zst" })
        {
            var file = File(PublishedPrograms.Second, end);
            var bytes = await System.IO.File.ReadAllBytesAsync(file, cancellationToken);
            bytes[bytes.Length / 2] ^= 1;
            await System.IO.File.WriteAllBytesAsync(file, bytes, cancellationToken);
        }
        var slots = Fresh();
        (await StageAsync(slots, PublishedPrograms.First)).MustSucceed();
        var refused = await StageAsync(slots, PublishedPrograms.Second);
        return refused.ExitCode != 0
            && Directory.GetFileSystemEntries(slots).Select(Path.GetFileName).SequenceEqual([PublishedPrograms.First]);
    }

    private Task<MeasuredRun> StageAsync(string slots, string version) => MeasuredRun.StartAsync(program,
    [
        "stage", "--repo", repository, "--root", Path.Combine(repository, "metadata/1.root.json"),
        "--version", version, "--slots", slots,
    ], cancellationToken);

    private Task<MeasuredRun> ShellAsync(string line) => MeasuredRun.StartAsync("/bin/sh", ["-ec", line], cancellationToken);

    private string File(string version, string end) =>
        Directory.GetFiles(Path.Combine(repository, "targets/agent", version), "*" + end).Single();

    private string Fresh() => root.Folder($"unpacked/{_folders++}");
}
