namespace Aops.Contracts.Wire;

/// <summary>
/// An operator at the host holds back changes that the server orders: other versions of the suite, and every change of a
/// sub-agent. What runs goes on, a trial goes on to its verdict, and orders at the host are carried out.
/// </summary>
public sealed record ChangeHold
{
    /// <summary>When it ends by itself, UTC; at most <see cref="Limits.HoldHoursMax"/> hours after <see cref="At"/>.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why, in the operator's words; at most <see cref="Limits.HoldReasonCharsMax"/> characters.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The user who ordered it, as the host names it; empty if it is not known.</summary>
    public string By { get; set; } = "";
}
