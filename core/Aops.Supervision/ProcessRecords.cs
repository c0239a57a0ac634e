using Aops.Contracts.Wire;
using Aops.Supervision.Adoption;

namespace Aops.Supervision;

/// <summary>The persisted and the reported state of a sub-agent.</summary>
internal static class ProcessRecords
{
    /// <summary>Its status, without the values that must be read from the process.</summary>
    /// <param name="process">The sub-agent.</param>
    /// <param name="now">The time of its loop.</param>
    public static SubAgentStatus StatusOf(SupervisedProcess process, TimeSpan now) => new()
    {
        Name = process.Spec.Name,
        Version = process.Spec.Version,
        State = process.Model.State,
        Since = process.Since,
        Pid = process.Pid,
        Restarts = process.Model.Restarts,
        LastExit = process.Model.LastExit,
        NextTry = process.Model is { State: ProcessState.Backoff, Deadline: { } deadline }
            ? DateTimeOffset.UtcNow + (deadline.Due - now)
            : null,
        Ready = process.Spec.Readiness is null ? null : process.Model.State == ProcessState.Running,
        Fault = process.Model.Fault ?? process.Model.Cycle,
    };

    /// <summary>
    /// Its checkpoint, without the start time of its process, which is read when the file is written.
    /// </summary>
    /// <param name="process">The sub-agent.</param>
    public static ProcessCheckpoint SavedOf(SupervisedProcess process, BootIdentity boot) => new()
    {
        Version = process.Spec.Version,
        SlotDirectory = process.SlotDirectory,
        LaunchDigest = process.LaunchDigest,
        BootId = boot.Id,
        InitTicks = boot.InitTicks,
        Pid = process.Pid,
        State = process.Model.State,
        Since = process.Since,
        Wanted = process.Model.Wanted,
        Applied = process.Applied,
        ResumesAfterPause = process.ResumesAfterPause,
        Completed = process.Model.Completed,
        Restarts = process.Model.Restarts,
        DeathsInARow = process.Model.DeathsInARow,
        LastExit = process.Model.LastExit,
        Fault = process.Model.Fault,
    };
}
