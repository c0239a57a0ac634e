using System.Diagnostics;

namespace Aops.SubAgentSdk.Tests;

public sealed class GracefulStopTests
{
    [Fact]
    public async Task Sigterm_CancelsTheToken_AndEndsNothing()
    {
        using var stop = new GracefulStop();
        Assert.False(stop.Token.IsCancellationRequested);
        var cancelled = new TaskCompletionSource();
        using var registration = stop.Token.Register(cancelled.SetResult);

        using var kill = Process.Start("kill", ["-TERM", $"{Environment.ProcessId}"]);

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
