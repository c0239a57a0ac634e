namespace Aops.Server.Alerts;

/// <summary>Where the alert of a rule stands, as it is stored.</summary>
/// <param name="State">Its state.</param>
/// <param name="Since">When it entered the state.</param>
internal sealed record AlertStanding(AlertState State, DateTimeOffset Since)
{
    /// <summary>Of a rule that was never evaluated.</summary>
    public static AlertStanding None { get; } = new(AlertState.Ok, DateTimeOffset.UnixEpoch);

    /// <summary>Since when the condition holds; null where it does not.</summary>
    public DateTimeOffset? HeldSince { get; init; }

    /// <summary>Since when it does not hold any more, in a state that goes on for <see cref="AlertLimits.ClearFor"/>; else null.</summary>
    public DateTimeOffset? ClearSince { get; init; }

    /// <summary>Whether receivers were told that it fires, and not yet that it has ended.</summary>
    public bool IsTold { get; init; }

    /// <summary>When it fired last; null for never.</summary>
    public DateTimeOffset? FiredAt { get; init; }

    /// <summary>What was found when it entered the state.</summary>
    public string Why { get; init; } = "";
}
