using Aops.Harness;

namespace Aops.Sweep.Power;

/// <summary>
/// Records each scenario once, makes the states that a power cut may leave of it, looks at the chosen ones, and starts
/// the real programs on some of them.
/// </summary>
/// <param name="arguments">How many of them.</param>
/// <param name="fleet">The server and the packages.</param>
/// <param name="say">Told of the progress, and of lost hosts.</param>
internal sealed class PowerSweep(SweepArguments arguments, Fleet fleet, Action<string> say)
{
    private const int FaultsToldMax = 5;
    private const int SelfCheckChoices = 300;

    private readonly Random _random = new(arguments.Seed);
    private readonly List<Outcome> _outcomes = [];
    private int _told;

    /// <summary>Runs it.</summary>
    /// <param name="tracer">The tracer's program.</param>
    /// <param name="lane">A host.</param>
    public async Task<IReadOnlyList<Outcome>> RunAsync(string tracer, HostFixture lane, CancellationToken cancellationToken)
    {
        using var memory = new MemoryFolder();
        PowerCase[] all =
        [
            .. Scenario.All.Select(s => new HostCase(tracer, lane, s, memory.Path)),
            new InstallCase(tracer, fleet, memory.Path), new ServerCase(tracer, fleet),
            new PublisherCase(tracer, fleet),
        ];
        var cases = all.Where(c => arguments.Scenario is null || arguments.Scenario == c.Name).ToList();
        foreach (var one in cases)
        {
            var recording = await one.RecordAsync(cancellationToken);
            if (arguments.WithoutFlush is { } text) recording = recording.WithoutFlush(text);
            var states = Look(one, recording, Share(arguments.Sample, cases.Count), cancellationToken);
            if (arguments.WithoutFlush is null) CheckItself(one, recording);
            foreach (var state in states.Take(Share(arguments.Starts, cases.Count)!.Value))
                Note($"{one.Name}, started", state, await one.StartAsync(state, cancellationToken));
        }
        return _outcomes;
    }

    private static int? Share(int? all, int parts) => (all + parts - 1) / parts;

    // Those to start are among those that were looked at.
    private DiskState[] Look(
        PowerCase one, PowerRecording recording, int? sample, CancellationToken cancellationToken)
    {
        var states = new CutStates(recording);
        var check = new StateCheck(recording, states);
        var chosen = new List<DiskState>();
        var count = 0;
        foreach (var state in sample is { } choices ? states.Sample(choices, _random) : states.All())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Note(one.Name, state, [.. check.FindFaults(state), .. one.Look(state)]);
            Keep(chosen, state, ++count);
        }
        say($"{one.Name}: {recording.Calls.Count} calls, {states.Choices} choices of what is lost; " +
            $"{count} different states were looked at ({states.Repeated} were equal to others)");
        var shuffled = chosen.ToArray();
        _random.Shuffle(shuffled);
        return shuffled;
    }

    // Without a flush that matters, lost states must be found: a check that misses them proves nothing.
    private void CheckItself(PowerCase one, PowerRecording recording)
    {
        foreach (var text in one.NeededFlushes)
        {
            var careless = recording.WithoutFlush(text);
            var states = new CutStates(careless);
            var check = new StateCheck(careless, states);
            var sample = states.Sample(SelfCheckChoices, _random);
            var lost = sample.Count(s => check.FindFaults(s).Count + one.Look(s).Count > 0);
            say($"{one.Name}: without the flush of {text} {lost} of {sample.Count} states are lost, as they must be");
            _outcomes.Add(new Outcome($"{one.Name}, blind", $"{one.Name} without the flush of {text}",
                lost > 0 ? Verdict.Whole : Verdict.Brick, lost > 0 ? null : "no state was found lost"));
        }
    }

    // Reservoir sampling: every state has the same chance to be chosen.
    private void Keep(List<DiskState> chosen, DiskState state, int count)
    {
        if (chosen.Count < arguments.Starts) chosen.Add(state);
        else if (_random.Next(count) is var place && place < chosen.Count) chosen[place] = state;
    }

    private void Note(string group, DiskState state, IReadOnlyList<string> faults)
    {
        var fault = faults.Count == 0 ? null : string.Join("; ", faults);
        _outcomes.Add(new Outcome(group, state.Name, fault is null ? Verdict.Whole : Verdict.Brick, fault));
        if (fault is not null && ++_told <= FaultsToldMax) say($"LOST {state.Name}\n    {fault}");
    }
}
