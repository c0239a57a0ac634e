using System.Text;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Native;
using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Upgrade.Launching;

namespace Aops.Upgrade.Trial;

/// <summary>
/// The witness: <c>aops-spm --witness</c> of the slot that was left, run once to its end. It reads this host's settings,
/// identity and trust with the code that worked before the switch, so nothing of the version on trial takes part.
/// </summary>
/// <param name="layout">The root.</param>
public sealed class SlotWitness(AopsLayout layout) : ITrialWitness
{
    private const int OutputBytesMax = 16 * 1024;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(Limits.WitnessSecondsMax + 10);
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public async Task<WitnessReport> AskAsync(
        string witness, string onTrial, TimeSpan trialTime, CancellationToken cancellation)
    {
        var program = layout.SlotProgram(witness, Role.Spm);
        try
        {
            using var output = new AnonymousPipe();
            var pid = Spawn.Start(new SpawnRequest
            {
                Path = program,
                Arguments = [Role.Spm.ProgramName(), "--witness", "--root", layout.Root],
                Environment = StartEnvironment.Clean(),
                Output = output.Writer,
            });
            output.Writer.Dispose();
            var (exit, said) = await WaitAsync(pid, output, cancellation);
            return Read(program, exit, said, onTrial, trialTime);
        }
        catch (PosixException e)
        {
            return new(WitnessOutcome.Unreachable, $"{program} cannot be asked: {e.Message}");
        }
    }

    // It is no child that anybody else waits for, so it is looked at until it has ended.
    private static async Task<(ChildExit? Exit, string Output)> WaitAsync(
        int pid, AnonymousPipe output, CancellationToken cancellation)
    {
        using var said = new MemoryStream();
        var buffer = new byte[1024];
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var exit = ChildExit.TryReap(pid);
            while (output.TryRead(buffer) is > 0 and var count)
            {
                if (said.Length + count <= OutputBytesMax) said.Write(buffer, 0, count);
            }
            if (exit is not null) return (exit, Encoding.UTF8.GetString(said.ToArray()));
            if (cancellation.IsCancellationRequested || TimeProvider.System.GetElapsedTime(begun) > Deadline)
            {
                // Its pid cannot be another's: nobody has waited for it.
                Signal.Send(pid, Signal.SIGKILL);
                while (ChildExit.TryReap(pid) is null) await Task.Delay(LookPeriod, CancellationToken.None);
                return (null, "");
            }
            await Task.Delay(LookPeriod, CancellationToken.None);
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

    // What another version said is the last line that can be an object; null where there is none that can be read.
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
