using System.Diagnostics;
using System.Globalization;
using Aops.Harness;

namespace Aops.Bench.Load;

/// <summary>The bare Kestrel that heartbeats are measured beside (tests/bench/Aops.Floor), as Native AOT.</summary>
internal sealed class FloorProcess : IDisposable
{
    private readonly Process _process;

    private FloorProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Pid => _process.Id;

    public int Port { get; }

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <param name="folder">Where its certificate is written.</param>
    public static async Task<FloorProcess> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var program = Path.Combine(PublishedPrograms.Tree, "artifacts/publish/bench-fleet/aops-floor");
        var (port, file) = (FreePort.Find(), Path.Combine(folder, $"floor-{Guid.NewGuid():N}.pem"));
        var process = Process.Start(program, [port.ToString(CultureInfo.InvariantCulture), file]);
        await Eventually.HoldsAsync($"{program} listens", TimeSpan.FromSeconds(10), () => File.Exists(file), cancellationToken);
        return new FloorProcess(process, port);
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
