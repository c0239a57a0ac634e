namespace Aops.Supervision.Machine;

/// <summary>A trigger with what is known of it.</summary>
/// <param name="Trigger">What happened.</param>
/// <param name="Detail">In words: how it ended, why it could not be started, which check failed.</param>
/// <param name="Success">Of an end: whether it counts as one without fault (exit code 0).</param>
/// <param name="RanFor">Of an adoption: how long the process has run already.</param>
/// <param name="WasReady">Of an adoption: whether it was ready in the earlier life.</param>
/// <param name="Exit">Of an end that is no death: how the process ended; null if there was none.</param>
internal readonly record struct ProcessEvent(
    ProcessTrigger Trigger,
    string? Detail = null,
    bool Success = false,
    TimeSpan RanFor = default,
    bool WasReady = true,
    string? Exit = null);
