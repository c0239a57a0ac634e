using Aops.LogTail.Spooling;

namespace Aops.LogTail.Sinks;

/// <summary>Where batches go; asked by one loop, one batch at a time.</summary>
internal interface ISink : IDisposable
{
    /// <summary>For status and messages: <c>https://logs.example/in</c>.</summary>
    string Target { get; }

    int BatchLinesMax { get; }

    int BatchBytesMax { get; }

    /// <summary>How long the first line of a batch waits for more.</summary>
    TimeSpan Linger { get; }

    /// <summary>Number of the last line that it has already, as it knows itself; 0 where it does not.</summary>
    long FindLast(string stream);

    Task<SinkOutcome> SendAsync(SpoolBatch batch, CancellationToken cancellationToken);
}
