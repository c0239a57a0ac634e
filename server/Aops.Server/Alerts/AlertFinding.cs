namespace Aops.Server.Alerts;

/// <summary>What an evaluation has found of a rule.</summary>
/// <param name="Fact">Whether its condition holds.</param>
/// <param name="Why">One sentence.</param>
internal sealed record AlertFinding(AlertFact Fact, string Why)
{
    /// <summary>The number that was compared with the threshold; null where there is none.</summary>
    public double? Value { get; init; }

    /// <summary>The number of hosts that it is about; null for a condition of the server.</summary>
    public long? Hosts { get; init; }

    /// <summary>The number of hosts of which these are a share; null for none.</summary>
    public long? Of { get; init; }

    /// <summary>The hosts that it is about, as a query; null for none.</summary>
    public string? Q { get; init; }

    /// <summary>It cannot be told now.</summary>
    public static AlertFinding Unknown(string why) => new(AlertFact.Unknown, why);

    /// <summary>The same where a silence covers the whole rule.</summary>
    public AlertFinding Silenced(string silence) => Fact == AlertFact.Held
        ? this with { Fact = AlertFact.Muted, Why = $"{Why} The silence {silence} covers it." }
        : this;
}
