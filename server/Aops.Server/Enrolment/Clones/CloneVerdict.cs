namespace Aops.Server.Enrolment.Clones;

/// <summary>What a clone gets that shows nothing but the token of the agent that it was copied from.</summary>
internal abstract record CloneVerdict
{
    /// <summary>A new identity.</summary>
    /// <param name="IsConsented">Whether the operator consented; else it is void with its parent.</param>
    public sealed record Granted(bool IsConsented) : CloneVerdict;

    /// <summary>The identity that it got before and never used: the answer was lost.</summary>
    public sealed record Again(string AgentId) : CloneVerdict;

    /// <summary>It waits for consent.</summary>
    /// <param name="IsNew">Whether it was not known to wait before.</param>
    public sealed record Pending(bool IsNew) : CloneVerdict;

    /// <summary>The operator has refused it.</summary>
    public sealed record Refused : CloneVerdict;
}
