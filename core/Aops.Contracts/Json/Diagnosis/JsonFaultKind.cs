namespace Aops.Contracts.Json.Diagnosis;

/// <summary>What is wrong at one place of a JSON document.</summary>
public enum JsonFaultKind
{
    /// <summary>The text is not JSON; the rest of it was not read.</summary>
    Syntax,

    /// <summary>A member that the contract does not have. Readers of contracts ignore it.</summary>
    Unknown,

    /// <summary>A member that stands twice in one object; the last one counts.</summary>
    Repeated,

    /// <summary>A required member is missing.</summary>
    Missing,

    /// <summary>A value that the contract does not take, or a member that it refuses.</summary>
    Value,
}
