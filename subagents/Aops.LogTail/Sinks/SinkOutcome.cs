namespace Aops.LogTail.Sinks;

/// <summary>What became of a batch.</summary>
internal abstract record SinkOutcome
{
    /// <summary>It is acknowledged.</summary>
    internal sealed record Sent : SinkOutcome;

    /// <summary>It is tried again.</summary>
    /// <param name="Reason">A clause.</param>
    /// <param name="After">What the receiver asks for; null for a backoff.</param>
    internal sealed record Failed(string Reason, TimeSpan? After = null) : SinkOutcome;

    /// <summary>The receiver does not take so much at once.</summary>
    internal sealed record TooLarge : SinkOutcome;

    /// <summary>The receiver will never take it: it is dropped and counted.</summary>
    /// <param name="Code">Reason for the counter: <c>http-400</c>.</param>
    internal sealed record Refused(string Code, string Reason) : SinkOutcome;
}
