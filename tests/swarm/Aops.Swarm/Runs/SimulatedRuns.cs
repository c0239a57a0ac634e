using System.Text;
using Aops.Contracts.Wire.Runs;
using Aops.Swarm.Hosts;
using Aops.Swarm.Wire;

namespace Aops.Swarm.Runs;

/// <summary>
/// Runs of a simulated host: each is taken once, writes one line, and is told to its end. Nothing is executed, and orders to
/// end are not heard.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="wire">Its requests.</param>
/// <param name="tally">Counts what happens.</param>
/// <param name="options">How long they take, and where they fail.</param>
internal sealed class SimulatedRuns(SimulatedHost host, AgentWire wire, SwarmTally tally, SwarmOptions options)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> _known = [];

    /// <summary>Takes the orders of one answer.</summary>
    public void Take(IReadOnlyList<RunOrder> orders, CancellationToken cancellationToken)
    {
        foreach (var order in orders)
        {
            if (_known.Add(order.Id)) _ = PlayAsync(order.Id, cancellationToken);
        }
    }

    private async Task PlayAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var startedAt = DateTimeOffset.UtcNow;
            if (options.RunTime > TimeSpan.Zero)
            {
                await TellAsync(() => wire.ReportRunAsync(
                    host, id, Report(RunPhase.Running, startedAt), cancellationToken), cancellationToken);
                await Task.Delay(options.RunTime, cancellationToken);
            }
            var frames = FrameOf($"{host.Traits.Info.Hostname} ran\n");
            await TellAsync(() => wire.SendOutputAsync(host, id, frames, cancellationToken), cancellationToken);
            var fails = host.FailsRuns || options.RunsFail.Fails(host.Traits);
            var end = Report(fails ? RunPhase.Failed : RunPhase.Succeeded, startedAt) with
            {
                ExitCode = fails ? 1 : 0, OutputEnd = frames.Length,
            };
            await TellAsync(() => wire.ReportRunAsync(host, id, end, cancellationToken), cancellationToken);
            tally.CountExecuted();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host has died, or the swarm ends.
        }
    }

    private async Task TellAsync(Func<Task<bool>> send, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await send()) return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested
                && e is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                tally.CountFault();
            }
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static RunReport Report(RunPhase phase, DateTimeOffset startedAt) => new()
    {
        Phase = phase, At = DateTimeOffset.UtcNow, StartedAt = startedAt, MemoryPeakBytes = 4 << 20,
    };

    private static byte[] FrameOf(string line)
    {
        var content = Encoding.UTF8.GetBytes(line);
        var frame = new byte[FrameHeader.Bytes + content.Length];
        new FrameHeader(OutputStream.Out, FrameHeader.MicrosecondsOf(DateTimeOffset.UtcNow), content.Length).Write(frame);
        content.CopyTo(frame, FrameHeader.Bytes);
        return frame;
    }
}
