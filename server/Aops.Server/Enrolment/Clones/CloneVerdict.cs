namespace Aops.Server.Enrolment.Clones;

/// <summary>Decision on a clone that shows only the token of the agent that it was copied from.</summary>
internal abstract record CloneVerdict
{
    /// <summary>A new identity.</summary>
    /// <param name="IsConsented">Whether the operator consented; otherwise it is removed with its original.</param>
    public sealed record Granted(bool IsConsented) : CloneVerdict;

    /// <summary>The identity from an earlier request, which was never used: the reply was lost.</summary>
    public sealed record Again(string AgentId) : CloneVerdict;

    /// <summary>It waits for consent.</summary>
    /// <param name="IsNew">Whether the request is new.</param>
    public sealed record Pending(bool IsNew) : CloneVerdict;

    /// <summary>The operator has refused.</summary>
    public sealed record Refused : CloneVerdict;
}
