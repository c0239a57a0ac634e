using System.Globalization;

namespace Aops.Chaos;

/// <summary>Options of a run; the same seed gives the same faults at the same times.</summary>
internal sealed record ChaosOptions
{
    /// <summary>Seed of every choice.</summary>
    public int Seed { get; init; } = Random.Shared.Next(1, 1_000_000);

    /// <summary>Faults that are applied.</summary>
    public int Faults { get; init; } = 10_000;

    /// <summary>Time over which faults are spread, including the steady-state checks between them.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Faults between two steady-state checks, at which everything must become healthy.</summary>
    public int FaultsBetweenCalms { get; init; } = 500;

    /// <summary>Reads <c>--seed S --faults N --minutes M</c>, each optional.</summary>
    public static ChaosOptions? TryParse(string[] arguments, out string fault)
    {
        var options = new ChaosOptions();
        fault = "";
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length
                && double.TryParse(arguments[i + 1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n)
                && n > 0 ? n : 0;
            switch (arguments[i])
            {
                case "--seed" when value >= 1:
                    options = options with { Seed = (int)value };
                    break;
                case "--faults" when value >= 1:
                    options = options with { Faults = (int)value };
                    break;
                case "--minutes" when value > 0:
                    options = options with { Duration = TimeSpan.FromMinutes(value) };
                    break;
                default:
                    fault = $"chaos: '{string.Join(' ', arguments.Skip(i).Take(2))}' is none of --seed S, --faults N, --minutes M";
                    return null;
            }
        }
        return options;
    }
}
