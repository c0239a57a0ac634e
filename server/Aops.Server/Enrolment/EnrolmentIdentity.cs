namespace Aops.Server.Enrolment;

/// <summary>What happens with the identity that a host asks for.</summary>
internal enum EnrolmentIdentity
{
    /// <summary>The host asked for none and got a new one.</summary>
    New,

    /// <summary>
    /// The host brought an identity that is unknown to this server, or to which the operator consented.
    /// </summary>
    Adopted,

    /// <summary>The host proved that the identity is its own, or the operator consented.</summary>
    Kept,

    /// <summary>Another machine has the identity: the host is a clone and gets a new one.</summary>
    Reissued,

    /// <summary>
    /// The identity belongs to an agent, or to a removed one, and was not proved; the host got a new one.
    /// </summary>
    Withheld,

    /// <summary>The host has got this identity before, and did not hear of it: it asks once more.</summary>
    Repeated,
}

/// <summary>Facts about the identity that a host asks for.</summary>
/// <param name="RequestedId">The identity, or null.</param>
/// <param name="OwnerMachineId">The machine that has it; null if no agent has it.</param>
/// <param name="IsRemoved">Whether a removed agent had it.</param>
/// <param name="IsSameMachine">Whether the asking machine is its owner.</param>
/// <param name="IsProven">Whether the agent's own token was shown.</param>
/// <param name="IsConsented">Whether the operator bound the enrolment token to it.</param>
internal readonly record struct IdentityClaim(
    string? RequestedId, string? OwnerMachineId, bool IsRemoved, bool IsSameMachine, bool IsProven, bool IsConsented);

/// <summary>Decides on identities at enrolment.</summary>
internal static class EnrolmentRule
{
    /// <summary>
    /// Decides on an identity. An existing one is given only to a host that proves it, or by consent.
    /// </summary>
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
