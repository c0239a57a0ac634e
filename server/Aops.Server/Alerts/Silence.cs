namespace Aops.Server.Alerts;

/// <summary>A time in which what is known already is not told: a rule, or hosts, or hosts of a rule.</summary>
internal sealed record Silence
{
    public required string Id { get; init; }

    /// <summary>The rule that it is for; absent for all rules that look at hosts.</summary>
    public string? Rule { get; init; }

    /// <summary>The hosts that count for nothing, in canonical form; absent for the whole rule.</summary>
    public string? Q { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Who made it.</summary>
    public required string Author { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether it covers a whole rule.</summary>
    public bool Covers(string rule) => Q is null && Rule == rule;

    /// <summary>Whether it leaves out hosts of a rule.</summary>
    public bool LeavesOutOf(string rule) => Q is not null && (Rule is null || Rule == rule);
}
