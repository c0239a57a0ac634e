namespace Aops.Server.Enrolment;

/// <summary>What becomes of the identity that a host asks for.</summary>
internal enum EnrolmentIdentity
{
    /// <summary>It asked for none, and got a new one.</summary>
    New,

    /// <summary>It brought one that this server did not know.</summary>
    Adopted,

    /// <summary>It is the machine that had it.</summary>
    Kept,

    /// <summary>Another machine has it: this is a clone, and gets a new one.</summary>
    Reissued,
}

/// <summary>The rule that chooses.</summary>
internal static class EnrolmentRule
{
    /// <summary>Decides about an identity.</summary>
    /// <param name="requestedId">The identity asked for, or null.</param>
    /// <param name="machineId">The machine that asks.</param>
    /// <param name="ownerMachineId">The machine that has this identity, or null when nobody has.</param>
    public static EnrolmentIdentity Decide(string? requestedId, string machineId, string? ownerMachineId) =>
        (requestedId, ownerMachineId) switch
        {
            (null, _) => EnrolmentIdentity.New,
            (_, null) => EnrolmentIdentity.Adopted,
            _ when ownerMachineId == machineId => EnrolmentIdentity.Kept,
            _ => EnrolmentIdentity.Reissued,
        };
}
