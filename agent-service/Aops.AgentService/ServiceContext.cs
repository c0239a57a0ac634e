using System.Text.Json;
using Aops.AgentService.Faults;
using Aops.AgentService.Services;
using Aops.Contracts;
using Aops.Upgrade.Journal;

namespace Aops.AgentService;

/// <summary>What every verb works with.</summary>
internal sealed class ServiceContext
{
    /// <summary>The root.</summary>
    public required AopsLayout Layout { get; init; }

    /// <summary>Results.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Progress and faults.</summary>
    public required ProgressLine Progress { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether results are for programs.</summary>
    public bool Json { get; init; }

    /// <summary>Who is to run the pair: a word of <see cref="HostServicesChoice.Words"/>.</summary>
    public string ManagerWord { get; init; } = HostServicesChoice.Auto;

    /// <summary>Who runs the pair.</summary>
    public HostServicesChoice Managers => new(this, ManagerWord);

    /// <summary>Reads the journal of the root; what is wrong with it is told as a note.</summary>
    public UpgradeJournal ReadJournal() => new JournalStore(Layout, Time, Progress.Note).Read();

    /// <summary>
    /// Carries a verb out, prints its outcome, and turns every failure into a sentence and an exit code.
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
            Output.WriteLine(JsonSerializer.Serialize(outcome, ServiceJson.Default.Outcome));
        else if (outcome.Ok)
            Output.WriteLine(outcome.Message);
        if (!outcome.Ok)
            Progress.Fault(outcome.Message);
        return outcome.ExitCode;
    }
}
