using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Local;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Processes;
using Aops.Upgrade.Launching;

namespace Aops.Upgrade.Trial;

/// <summary>
/// The witness: <c>aops-spm --witness</c> from the slot before the switch, run once. It reads this host's settings,
/// identity and trust with the code that worked before the switch, so no code of the version on trial is involved.
/// </summary>
public sealed class SlotWitness(AopsLayout layout) : ITrialWitness
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(Limits.WitnessSecondsMax + 10);

    /// <inheritdoc/>
    public async Task<WitnessReport> AskAsync(
        string witness, string onTrial, TimeSpan trialTime, CancellationToken cancellationToken)
    {
        var program = layout.SlotProgram(witness, Role.Spm);
        try
        {
            var run = await ProgramRun.ToEndAsync(
                new SpawnRequest
                {
                    Path = program,
                    Arguments = [Role.Spm.ProgramName(), "--witness", "--root", layout.Root],
                    Environment = StartEnvironment.Clean(),
                },
                Deadline, cancellationToken);
            return Read(program, run.Exit, run.Output, onTrial, trialTime);
        }
        catch (PosixException e)
        {
            return new(WitnessOutcome.Unreachable, $"{program} cannot be asked: {e.Message}");
        }
    }

    private static WitnessReport Read(
        string program, ChildExit? exit, string said, string onTrial, TimeSpan trialTime)
    {
        if (exit is null) return new(WitnessOutcome.Unreachable, $"{program} gave no testimony in time");
        if (exit.Value.Code == ExitCodes.Usage) return WitnessReport.Absent($"{program} is of a version that cannot testify");
        if (TryParse(said) is not { } testimony)
            return new(WitnessOutcome.Unreachable, $"{program} ended with {exit} and gave no testimony");
        var heard = testimony.HeardVersion == onTrial
            && testimony.HeardSecondsAgo is { } ago && ago <= trialTime.TotalSeconds;
        return testimony.Outcome switch
        {
            WitnessWords.Accepted => new(WitnessOutcome.Accepted, testimony.Reason, heard),
            WitnessWords.Refused => new(WitnessOutcome.Refused, testimony.Reason),
            WitnessWords.Absent => WitnessReport.Absent(testimony.Reason ?? "this host has no server"),
            _ => new(WitnessOutcome.Unreachable, testimony.Reason ?? testimony.Outcome),
        };
    }

    // The testimony is the last line that can be an object; null if none can be parsed.
    internal static WitnessTestimony? TryParse(string said)
    {
        try
        {
            var line = said.Split('\n').LastOrDefault(l => l.StartsWith('{'));
            return line is null ? null : JsonSerializer.Deserialize(line, ContractsJson.Default.WitnessTestimony);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
