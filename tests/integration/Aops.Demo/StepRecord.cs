namespace Aops.Demo;

/// <summary>One step that was run.</summary>
/// <param name="What">What it did.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Time">How long it took.</param>
/// <param name="Seen">What it saw, or why it failed.</param>
internal sealed record StepRecord(string What, StepVerdict Verdict, TimeSpan Time, string Seen);

/// <summary>How a step ended.</summary>
internal enum StepVerdict
{
    /// <summary>What it expects was seen in time.</summary>
    Held,

    /// <summary>It was not.</summary>
    Failed,
}
