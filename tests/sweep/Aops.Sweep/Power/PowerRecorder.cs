using Aops.Layout;

namespace Aops.Sweep.Power;

/// <summary>Records what a program and its children change below a root.</summary>
/// <param name="tracer">The tracer's program.</param>
/// <param name="layout">The root, which exists and is at rest.</param>
/// <param name="log">Where the tracer writes.</param>
internal sealed class PowerRecorder(string tracer, AopsLayout layout, string log)
{
    // What follows a commit (links, programs, old slots) belongs to it.
    private static readonly TimeSpan TailTime = TimeSpan.FromSeconds(2);

    /// <summary>Records.</summary>
    /// <param name="name">Name of the scenario.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="isOutside">See <see cref="PowerRecording.IsOutside"/>.</param>
    /// <param name="waitForEndAsync">Gives orders, and waits for what comes of them.</param>
    /// <exception cref="InvalidOperationException">It did not come to its end, or something changed unseen.</exception>
    public async Task<PowerRecording> RecordAsync(
        string name, IReadOnlyList<string> command, Func<string, bool> isOutside, Func<Task> waitForEndAsync,
        CancellationToken cancellationToken)
    {
        var begin = DiskModel.Load(layout.Root, isOutside);
        var record = log + ".record";
        using var pair = TracedPair.Record(tracer, layout, log, record, command);
        try
        {
            await waitForEndAsync();
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"{name} cannot be recorded: {e.Message}\n{pair.Describe()}", e);
        }
        await Task.Delay(TailTime, cancellationToken);
        pair.End();
        var recording = new PowerRecording(name, begin, DiskTrace.Read(record)) { IsOutside = isOutside };
        var missed = recording.Compare(layout.Root);
        return missed.Count == 0 ? recording : throw new InvalidOperationException(
            $"{name} was not recorded whole:\n{string.Join('\n', missed.Take(20))}\n{pair.Describe()}");
    }
}
