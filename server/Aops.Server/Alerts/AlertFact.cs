namespace Aops.Server.Alerts;

/// <summary>What an evaluation has found of the condition of a rule.</summary>
internal enum AlertFact
{
    /// <summary>It cannot be told now: what was known stays.</summary>
    Unknown,

    /// <summary>It does not hold.</summary>
    Clear,

    /// <summary>It holds, and would not without what is silenced.</summary>
    Muted,

    /// <summary>It holds.</summary>
    Held,
}
