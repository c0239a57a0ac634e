using Aops.Server.Runs;

namespace Aops.Server.Schedules;

/// <summary>What is done at a time of a schedule.</summary>
internal abstract record ScheduleAct
{
    /// <summary>Its run is started.</summary>
    /// <param name="Draft">The run.</param>
    /// <param name="Missed">A sentence about times that were missed, with a space before it; empty for none.</param>
    public sealed record Start(RunDraft Draft, string Missed) : ScheduleAct;

    /// <summary>It is left out.</summary>
    /// <param name="Outcome">How it is called.</param>
    /// <param name="Sentence">Why.</param>
    public sealed record Leave(ScheduleOutcome Outcome, string Sentence) : ScheduleAct;

    /// <summary>The schedule runs nothing any more.</summary>
    /// <param name="Why">Why, and what lets it go on.</param>
    public sealed record Stop(string Why) : ScheduleAct;
}
