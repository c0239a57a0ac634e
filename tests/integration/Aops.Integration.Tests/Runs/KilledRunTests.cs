using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests.Runs;

/// <summary>
/// SIGKILL at any moment of a run, to spm, to its keeper or to both: what is told is what happened, and no program is
/// executed twice.
/// </summary>
public sealed class KilledRunTests() : RunTest("run-kill")
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    // How many runs are met; a sample by default, as each costs a start of spm.
    private static int Runs { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("AOPS_RUN_KILLS"), CultureInfo.InvariantCulture, out var given)
            ? given
            : 24;

    private enum Victim
    {
        Spm,
        Keeper,
        Both,
    }

    [Fact]
    public async Task KillAtAnyMoment_NoFalseSuccess_NoFalseFailure_NoSecondExecution()
    {
        await OpenAsync();
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var faults = new List<string>();
        var phases = new Dictionary<string, int>();
        for (var turn = 0; turn < Runs; turn++)
        {
            var (victim, code) = ((Victim)random.Next(3), random.Next(2) * 5);
            // From before its order comes until after its end.
            var moment = TimeSpan.FromMilliseconds(random.Next(700));
            var notes = Path.Combine(Fleet.Root.Path, $"notes-{turn}");
            var id = await Orders.StartAsync(
                Host, RunOrders.Script($"echo begun >>{notes}; sleep 0.3; echo ended >>{notes}; exit {code}"), Stop);
            await Task.Delay(moment, Stop);
            await KillAsync(victim, id);

            var end = await Orders.WaitForEndAsync(id, Long, Stop);
            var phase = RunOrders.PhaseOf(end);
            phases[phase] = phases.GetValueOrDefault(phase) + 1;
            // What is left of a run is killed before its end is told, so that the notes do not change any more.
            string[] noted = File.Exists(notes) ? await File.ReadAllLinesAsync(notes, Stop) : [];
            if (FaultOf(end, phase, code, noted) is { } fault)
                faults.Add($"turn {turn}, {victim} after {moment.TotalMilliseconds} ms, exit {code}: {fault}: {end.ToJsonString()}");
        }
        TestContext.Current.SendDiagnosticMessage(
            $"{Runs} runs, seed {seed}: {string.Join(", ", phases.Select(p => $"{p.Value} {p.Key}"))}");
        Assert.True(faults.Count == 0, $"seed {seed}\n{string.Join('\n', faults)}");
    }

    private static string? FaultOf(JsonObject end, string phase, int code, string[] noted)
    {
        if (noted.Count(line => line == "begun") > 1) return "it was executed twice";
        var hasEnded = noted.Contains("ended");
        return phase switch
        {
            "succeeded" when !hasEnded || code != 0 => "a false success",
            "failed" when !hasEnded || code == 0 || (int?)end["exitCode"] != code => "a false failure",
            "succeeded" or "failed" or "unknown" => null,
            _ => $"nothing led to {phase}",
        };
    }

    private async Task KillAsync(Victim victim, string id)
    {
        // It may not be back yet since the turn before, whose run it told of before its end.
        if (victim is Victim.Spm or Victim.Both && Agent.ProcessOf(Role.Spm) is { } spm) TryKill(spm);
        if (victim is not (Victim.Keeper or Victim.Both)) return;
        foreach (var keeper in await KeepersAsync(id)) TryKill(keeper);
    }

    private async Task<IReadOnlyList<ProcessIdentity>> KeepersAsync(string id)
    {
        var found = new List<ProcessIdentity>();
        foreach (var process in ProcStat.Pids())
        {
            try
            {
                var line = await File.ReadAllTextAsync($"/proc/{process}/cmdline", Stop);
                if (line.Contains(id, StringComparison.Ordinal) && line.Contains("aops-launch", StringComparison.Ordinal)
                    && ProcessIdentity.TryRead(process) is { } identity)
                {
                    found.Add(identity);
                }
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }
        return found;
    }

    private static void TryKill(ProcessIdentity process)
    {
        try
        {
            if (process.IsAlive) Signals.Send(process, Signal.SIGKILL);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
        }
    }
}
