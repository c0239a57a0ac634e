using Aops.Contracts.SubAgents;
using Aops.Supervision.Adoption;
using Aops.Supervision.Machine;

namespace Aops.Supervision;

/// <summary>Takes up what an earlier spm process left behind. On the loop only.</summary>
internal sealed class ProcessAdopter(ProcessTable processes)
{
    /// <summary>Adopts running sub-agents, and restarts those that ended as their policy has it.</summary>
    /// <param name="remains">All that was found, at most one of each name.</param>
    public void Adopt(IReadOnlyList<SubAgentRemains> remains)
    {
        // Running ones first, so that those that depend on them find them.
        foreach (var remain in remains) Take(remain);
        foreach (var remain in remains) Begin(remain);
    }

    private void Take(SubAgentRemains remain)
    {
        if (processes.Find(remain.Name) is not null) return;
        var alive = remain.Verdict as AdoptionVerdict.Alive;
        var process = processes.Add(
            remain.Spec ?? Unknown(remain.Name, alive?.Version ?? remain.Saved?.Version),
            remain.Saved?.SlotDirectory ?? "",
            remain.Saved?.LaunchDigest);
        process.IsPlaceholder = remain.Spec is null;
        if (remain.Saved is { } saved) process.Restore(saved);
        if (alive is null) return;
        // Without a checkpoint, a running process shows that it was wanted.
        if (remain.Saved is null) process.Feed(new(ProcessTrigger.RestoredWanted));
        process.Adopt(alive, BootClock.Age(alive.Process));
    }

    private void Begin(SubAgentRemains remain)
    {
        if (processes.Find(remain.Name) is not { } process) return;
        switch (remain.Verdict)
        {
            case AdoptionVerdict.Dead dead:
                var ranFor = DateTimeOffset.UtcNow - remain.Saved!.Since;
                process.Feed(
                    new(ProcessTrigger.ExitedWhileUnsupervised, dead.Exit.ToString(), dead.Exit.IsSuccess, ranFor));
                break;
            case AdoptionVerdict.Terminal:
                process.Settle(remain.Saved!);
                break;
            case AdoptionVerdict.Absent when process.Model.Wanted && !processes.Stops.IsPaused:
                process.Feed(new(ProcessTrigger.StartWanted));
                break;
        }
        processes.Stops.OnAdopted(process);
        processes.Publish(process);
    }

    // A placeholder specification for a process of which only the name is known: it is observed, and not restarted
    // before a real specification is applied.
    private static SubAgentSpec Unknown(string name, string? version) => new()
    {
        Name = name,
        Version = version ?? "unknown",
        Exec = "unknown",
        Restart = new RestartSpec { Policy = RestartPolicy.Never },
    };
}
