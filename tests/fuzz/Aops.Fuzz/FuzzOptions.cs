using System.Globalization;

namespace Aops.Fuzz;

/// <summary>What a run is: the same seed gives the same inputs.</summary>
internal sealed record FuzzOptions
{
    /// <summary>Name of one target; null for all of them.</summary>
    public string? Target { get; init; }

    /// <summary>Inputs of each target; null for the target's own number.</summary>
    public long? Inputs { get; init; }

    /// <summary>Longest time of each target; null for none.</summary>
    public TimeSpan? TimeMax { get; init; }

    /// <summary>Seed of every choice.</summary>
    public int Seed { get; init; } = Random.Shared.Next(1, 1_000_000);

    /// <summary>Targets that run side by side.</summary>
    public int Lanes { get; init; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>A file that holds one input, which is given to the target again; null for a run.</summary>
    public string? Replay { get; init; }

    /// <summary>Whether this process is the one that runs the target, started by another of this program.</summary>
    public bool IsLane { get; init; }

    /// <summary>Reads <c>[TARGET|all] [--inputs N] [--seconds S] [--seed S] [--lanes N] [--replay FILE] [--target T]</c>.</summary>
    public static FuzzOptions? TryParse(string[] arguments, out string fault)
    {
        var options = new FuzzOptions();
        fault = "";
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                options = options with { Target = arguments[i] == "all" ? null : arguments[i] };
                continue;
            }
            if (arguments[i] == "--lane")
            {
                options = options with { IsLane = true };
                continue;
            }
            var text = i + 1 < arguments.Length ? arguments[i + 1] : "";
            if (With(options, arguments[i], text) is not { } more)
            {
                fault = $"fuzz: '{arguments[i]} {text}' is none of --inputs N, --seconds S, --seed S, --lanes N, " +
                    "--target T, --replay FILE";
                return null;
            }
            options = more;
            i++;
        }
        return options;
    }

    private static FuzzOptions? With(FuzzOptions options, string name, string text)
    {
        var value = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
        return name switch
        {
            "--inputs" when value >= 1 => options with { Inputs = value },
            "--seconds" when value >= 1 => options with { TimeMax = TimeSpan.FromSeconds(value) },
            "--seed" when value >= 1 => options with { Seed = value },
            "--lanes" when value >= 1 => options with { Lanes = value },
            "--target" when text.Length > 0 => options with { Target = text },
            "--replay" when text.Length > 0 => options with { Replay = text },
            _ => null,
        };
    }
}
