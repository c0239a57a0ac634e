using System.Buffers.Binary;
using Aops.Harness;

namespace Aops.Chaos;

/// <summary>The wall clock of one agent's pair, moved by a preloaded library (<c>faketime.c</c>).</summary>
internal sealed class FakeClock
{
    private readonly string _offsetFile;

    private FakeClock(string folder)
    {
        _offsetFile = Path.Combine(folder, "offset");
        Library = Path.Combine(folder, "faketime.so");
        File.WriteAllBytes(_offsetFile, new byte[sizeof(long)]);
    }

    /// <summary>What <c>LD_PRELOAD</c> must name.</summary>
    public string Library { get; }

    /// <summary>Builds the library.</summary>
    public static async Task<FakeClock> BuildAsync(string folder, CancellationToken cancellationToken)
    {
        var clock = new FakeClock(folder);
        var compiler = new[] { "clang", "gcc", "cc" }.First(c =>
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, c))));
        (await Command.RunAsync(compiler,
        [
            "-O2", "-shared", "-fPIC", $"-DOFFSET_FILE=\"{clock._offsetFile}\"", "-o", clock.Library,
            Path.Combine(AppContext.BaseDirectory, "faketime.c"),
        ], cancellationToken)).MustSucceed();
        return clock;
    }

    /// <summary>Sets how far the pair's clock is off.</summary>
    public void Move(TimeSpan by)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, (long)by.TotalSeconds);
        // In place: the processes have the file mapped.
        using var file = File.OpenHandle(_offsetFile, access: FileAccess.Write, share: FileShare.ReadWrite);
        RandomAccess.Write(file, bytes, 0);
    }
}
