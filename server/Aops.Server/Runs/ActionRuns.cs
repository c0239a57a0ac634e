using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Runs;
using Aops.Native.Programs;
using Aops.Server.Commands;
using Aops.Server.Events;
using Aops.Server.Runs.Output;
using Aops.Server.Storage;

namespace Aops.Server.Runs;

/// <summary>What hosts tell of commands, for the runs that gave them: a result is a report, a log is output.</summary>
internal sealed class ActionRuns(
    RunAgentStore store, OutputIntake intake, RunDriver driver, EventLog events, TimeProvider clock) : ICommandRuns
{
    public void NoteSent(StoreConnection connection, string runId, string agentId, DateTimeOffset now) =>
        RunHostRows.StoreSent(connection, runId, agentId, now);

    public void NoteEnd(StoreConnection connection, string runId, string agentId, CommandResult result)
    {
        if (RunHostRows.Find(connection, runId, agentId) is not { } host) return;
        store.Take(connection, runId, agentId, new RunReport
        {
            Phase = PhaseOf(result.Outcome),
            At = result.At,
            Reason = PlainText.Cut(result.Message, ServerLimits.TextCharsMax),
            // A log is sent before the result.
            OutputEnd = host.OutputReceived,
        });
    }

    public async Task AnnounceEndAsync(string runId, string agentId, CancellationToken cancellationToken)
    {
        await intake.DigestAsync(runId, agentId, cancellationToken);
        events.Announce();
        driver.Signal();
        intake.Announce(runId, agentId);
    }

    public async Task TakeLogAsync(string runId, string agentId, string text, CancellationToken cancellationToken)
    {
        var rule = await store.FindAsync(runId, agentId, cancellationToken) ?? throw RunProblems.NoSuchRunOfHost(runId);
        var frames = OutputFrame.OfText(text, FrameHeader.MicrosecondsOf(clock.GetUtcNow()));
        await intake.TakeAsync(runId, agentId, rule, OutputPlace.AtEnd, frames, cancellationToken);
    }

    // What a later version answers is none of these: whether it was done is not known.
    private static RunPhase PhaseOf(CommandOutcome outcome) => outcome switch
    {
        CommandOutcome.Succeeded => RunPhase.Succeeded,
        CommandOutcome.Failed => RunPhase.Failed,
        CommandOutcome.Refused => RunPhase.Refused,
        _ => RunPhase.Unknown,
    };
}
