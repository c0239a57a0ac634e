namespace Aops.Supervision.Machine;

/// <summary>A trigger with its details.</summary>
/// <param name="Trigger">What happened.</param>
/// <param name="Detail">In words: how the process ended, why it could not be started, which probe failed.</param>
/// <param name="Success">For an exit: whether it counts as successful (exit code 0).</param>
/// <param name="RanFor">For an adoption: how long the process has been running.</param>
/// <param name="WasReady">For an adoption: whether it was ready before.</param>
/// <param name="Exit">
/// For an exit that is not a failure: how the process ended; null if there was no process.
/// </param>
internal readonly record struct ProcessEvent(
    ProcessTrigger Trigger,
    string? Detail = null,
    bool Success = false,
    TimeSpan RanFor = default,
    bool WasReady = true,
    string? Exit = null);
