namespace Aops.Contracts.Wire.Runs;

/// <summary>A log of the host that is sent while it is written, for a while. The host reads it by its own code.</summary>
public sealed record LogOrder
{
    /// <summary>Seconds that it is sent where an order does not say it.</summary>
    public const int SecondsDefault = 300;

    /// <summary>The most seconds that it is sent.</summary>
    public const int SecondsMax = 3600;

    /// <summary>Lines of before where an order does not say it.</summary>
    public const int LinesDefault = 50;

    /// <summary>The most lines of before.</summary>
    public const int LinesMax = 10_000;

    /// <summary>Whose log: <c>spm</c>, <c>spa</c>, <c>launch</c> or the name of a sub-agent.</summary>
    public required string Name { get; init; }

    /// <summary>How many of the lines that are there it begins with.</summary>
    public int Lines { get; set; } = LinesDefault;

    /// <summary>For how long it goes on, in seconds.</summary>
    public int Seconds { get; set; } = SecondsDefault;

    /// <summary>
    /// What is written meanwhile of the log of <c>spm</c> or <c>spa</c>, where that is more than the host's settings say:
    /// <c>debug</c> or <c>info</c>; null for what they say.
    /// </summary>
    public string? Level { get; init; }

    /// <summary>Why it cannot be followed; null if it can.</summary>
    /// <returns>The name of a field and a clause.</returns>
    public (string Field, string Clause)? FindFault() => this switch
    {
        _ when !Names.IsValid(Name) => ("name", $"a name has {Names.Rule}"),
        { Lines: < 0 or > LinesMax } => ("lines", $"is from 0 to {LinesMax}"),
        { Seconds: < 1 or > SecondsMax } => ("seconds", $"is from 1 to {SecondsMax}"),
        { Level: not (null or "debug" or "info") } => ("level", "is debug or info"),
        { Level: not null, Name: not ("spm" or "spa") } => ("level", "goes with the logs of spm and spa alone"),
        _ => null,
    };
}
