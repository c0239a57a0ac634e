using Aops.Spm.Commands;
using Aops.Spm.Desired;
using Aops.Spm.Health;
using Aops.Spm.Runs;

namespace Aops.Spm.Heartbeats;

/// <summary>Distributes a checked reply of the server to its receivers and reports what was rejected.</summary>
internal sealed class AnswerIntake(
    DesiredStore desired, CommandInbox commands, RunInbox runs, Action<IReadOnlyList<string>> inventoryWanted,
    ActiveFaults faults)
{
    private const string Subject = "answer";

    /// <summary>Takes in a reply.</summary>
    public void Take(ServerReply reply)
    {
        faults.Set(Subject, reply.Faults.Count == 0 ? null : string.Join("; ", reply.Faults));
        if (reply.Desired is { } wanted) desired.Offer(wanted);
        else desired.Refuse(reply.DesiredFault);
        desired.IsToldToServer = reply.AsksForHeld;
        foreach (var command in reply.Commands) commands.Offer(command);
        runs.Offer(reply.Runs, reply.CancelledRuns);
        inventoryWanted(reply.InventoryWanted);
    }
}
