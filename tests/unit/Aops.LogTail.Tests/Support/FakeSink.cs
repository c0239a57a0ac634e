using Aops.LogTail.Sinks;
using Aops.LogTail.Spooling;

namespace Aops.LogTail.Tests.Support;

/// <summary>Answers as a test says.</summary>
internal sealed class FakeSink(Func<SpoolBatch, SinkOutcome> answer) : ISink
{
    private readonly List<SpoolBatch> _batches = [];

    public string Target => "http://fake/";

    public int BatchLinesMax { get; init; } = 100;

    public int BatchBytesMax { get; init; } = 100_000;

    public TimeSpan Linger { get; init; } = TimeSpan.Zero;

    /// <summary>All that were sent, also those that failed.</summary>
    public IReadOnlyList<SpoolBatch> Batches
    {
        get
        {
            lock (_batches) return [.. _batches];
        }
    }

    public long FindLast(string stream) => 0;

    public Task<SinkOutcome> SendAsync(SpoolBatch batch, CancellationToken cancellationToken)
    {
        lock (_batches) _batches.Add(batch);
        return Task.FromResult(answer(batch));
    }

    public void Dispose()
    {
    }
}
