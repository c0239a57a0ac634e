namespace Aops.Server.Enrolment;

/// <summary>What becomes of the identity that a host asks for.</summary>
internal enum EnrolmentIdentity
{
    /// <summary>It asked for none, and got a new one.</summary>
    New,

    /// <summary>It brought one that this server never knew, or to which the operator consented.</summary>
    Adopted,

    /// <summary>It has proven that the identity is its own, or the operator consented.</summary>
    Kept,

    /// <summary>Another machine has it: this is a clone, and gets a new one.</summary>
    Reissued,

    /// <summary>It asked for the identity of an agent, or of a removed one, without a proof, and got a new one.</summary>
    Withheld,
}

/// <summary>What is known of the identity that a host asks for.</summary>
/// <param name="RequestedId">The identity, or null.</param>
/// <param name="OwnerMachineId">The machine that has it; null when no agent has.</param>
/// <param name="IsRemoved">Whether an agent that was removed had it.</param>
/// <param name="IsSameMachine">Whether the machine that asks is the one that has it.</param>
/// <param name="IsProven">Whether the agent's own token was shown.</param>
/// <param name="IsConsented">Whether the operator bound the enrolment token to it.</param>
internal readonly record struct IdentityClaim(
    string? RequestedId, string? OwnerMachineId, bool IsRemoved, bool IsSameMachine, bool IsProven, bool IsConsented);

/// <summary>The rule that chooses.</summary>
internal static class EnrolmentRule
{
    /// <summary>Decides about an identity. An existing one goes only to a host that proves it, or by consent.</summary>
    public static EnrolmentIdentity Decide(IdentityClaim claim) => claim switch
    {
        { RequestedId: null } => EnrolmentIdentity.New,
        { IsConsented: true, OwnerMachineId: null } => EnrolmentIdentity.Adopted,
        { IsConsented: true } => EnrolmentIdentity.Kept,
        { OwnerMachineId: null, IsRemoved: true } => EnrolmentIdentity.Withheld,
        { OwnerMachineId: null } => EnrolmentIdentity.Adopted,
        { IsSameMachine: false } => EnrolmentIdentity.Reissued,
        { IsProven: true } => EnrolmentIdentity.Kept,
        _ => EnrolmentIdentity.Withheld,
    };
}
