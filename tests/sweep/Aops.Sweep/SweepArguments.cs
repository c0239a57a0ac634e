using System.Globalization;

namespace Aops.Sweep;

/// <summary>The command line of a sweep.</summary>
public sealed record SweepArguments
{
    /// <summary>Usage, for people.</summary>
    public const string Usage =
        """
        sweep [points] [--sample N | --distinct | --all] [--scenario NAME] [--replay POINT [--times N]]
        sweep damage   [--sample N | --all]
        sweep weather  [--sample N]
        sweep releases [--sample N]
        sweep power    [--sample N | --all] [--starts N] [--scenario NAME] [--without-flush TEXT]
               and for each: [--seed S] [--lanes N]
        """;

    /// <summary>What is tried.</summary>
    public SweepKind Kind { get; private set; }

    /// <summary>How many are tried, of each weather or bad release; null for as many as there are.</summary>
    public int? Sample { get; private set; } = 40;

    /// <summary>Whether calls that repeat an earlier one count, too: see <see cref="SweepPlan.Distinct"/>.</summary>
    public bool HasRepeats { get; private set; }

    /// <summary>How many of the states after a power cut are booted, too.</summary>
    public int Starts { get; private set; } = 10;

    /// <summary>Flushes of paths with this text are taken out of what was recorded: hosts must be lost then.</summary>
    public string? WithoutFlush { get; private set; }

    /// <summary>Seed of the sample, and of the order.</summary>
    public int Seed { get; private set; } = 1;

    /// <summary>The one scenario; null for all.</summary>
    public string? Scenario { get; private set; }

    /// <summary>Hosts at a time.</summary>
    public int Lanes { get; private set; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>The one point; null for a plan.</summary>
    public CrashPoint? Replay { get; private set; }

    /// <summary>How often <see cref="Replay"/> is tried: what depends on the order of threads shows only sometimes.</summary>
    public int Times { get; private set; } = 1;

    /// <summary>Reads it.</summary>
    /// <returns>The arguments; null if they are wrong.</returns>
    public static SweepArguments? TryParse(IReadOnlyList<string> words)
    {
        var parsed = new SweepArguments();
        var i = 0;
        if (words.Count > 0 && Enum.TryParse(words[0], ignoreCase: true, out SweepKind kind)) (parsed.Kind, i) = (kind, 1);
        for (; i < words.Count; i++)
        {
            if (words[i] is "--all" or "--distinct") (parsed.Sample, parsed.HasRepeats) = (null, words[i] == "--all");
            else if (i + 1 == words.Count || !parsed.TryTake(words[i], words[++i])) return null;
        }
        return parsed;
    }

    private bool TryTake(string name, string value)
    {
        var isCount = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        switch (name)
        {
            case "--seed" when isCount:
                Seed = number;
                return true;
            case "--sample" when isCount && number > 0:
                Sample = number;
                return true;
            case "--lanes" when isCount && number is > 0 and <= 16:
                Lanes = number;
                return true;
            case "--times" when isCount && number > 0:
                Times = number;
                return true;
            case "--starts" when isCount:
                Starts = number;
                return true;
            case "--without-flush" when value.Length > 0:
                WithoutFlush = value;
                return true;
            case "--scenario" when Sweep.Scenario.All.Any(s => s.Name == value)
                || (Kind == SweepKind.Power && Power.PowerScenarios.Names.Contains(value)):
                Scenario = value;
                return true;
            case "--replay" when CrashPoint.TryParse(value, out var point):
                (Replay, Scenario) = (point, point.Scenario);
                return Sweep.Scenario.All.Any(s => s.Name == Scenario);
            default:
                return false;
        }
    }
}
