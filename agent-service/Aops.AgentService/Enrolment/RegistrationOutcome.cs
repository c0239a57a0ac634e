using Aops.Contracts.Wire;

namespace Aops.AgentService.Enrolment;

/// <summary>What a server has said to a registration that it did not refuse.</summary>
internal abstract record RegistrationOutcome
{
    /// <summary>The host is enrolled.</summary>
    internal sealed record Accepted(RegisterReply Reply) : RegistrationOutcome;

    /// <summary>An operator has to approve the host first.</summary>
    /// <param name="Reason">What the server says, without a full stop.</param>
    /// <param name="RetryAfter">When to ask again; null where the server does not tell.</param>
    internal sealed record Waiting(string Reason, TimeSpan? RetryAfter) : RegistrationOutcome;
}
