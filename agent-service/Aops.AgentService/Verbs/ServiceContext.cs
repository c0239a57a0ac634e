using System.Text.Json;
using Aops.AgentService.Faults;
using Aops.Layout;
using Aops.Upgrade.Journal;

namespace Aops.AgentService.Verbs;

/// <summary>The context in which a verb runs.</summary>
internal sealed class ServiceContext
{
    public required AopsLayout Layout { get; init; }

    /// <summary>Receives results.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Receives progress and faults.</summary>
    public required ProgressLine Progress { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether results are printed as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>The value of <c>--service-manager</c>: <c>systemd</c>, <c>direct</c>, or <c>auto</c>.</summary>
    public string ManagerWord { get; init; } = "auto";

    /// <summary>Reads the journal of the root; a fault of it is reported as a note.</summary>
    public UpgradeJournal ReadJournal() => new JournalStore(Layout, Time, Progress.Note).Read();

    /// <summary>
    /// Runs a verb, prints its outcome, and turns every failure into a sentence and an exit code.
    /// </summary>
    public async Task<int> RunAsync(Func<Task<Outcome>> verb)
    {
        var began = Time.GetTimestamp();
        Outcome outcome;
        try
        {
            outcome = await verb();
        }
        catch (Exception e)
        {
            var fault = FaultReport.Of(e);
            outcome = new Outcome { Ok = false, ExitCode = fault.ExitCode, Message = fault.Message };
        }
        outcome = outcome with { Milliseconds = (long)Time.GetElapsedTime(began).TotalMilliseconds };
        Progress.End();
        if (Json)
            Output.WriteLine(JsonSerializer.Serialize(outcome, OutcomeJson.Default.Outcome));
        else if (outcome.Ok)
            Output.WriteLine(outcome.Message);
        if (!outcome.Ok)
            Progress.Fault(outcome.Message);
        return outcome.ExitCode;
    }
}
