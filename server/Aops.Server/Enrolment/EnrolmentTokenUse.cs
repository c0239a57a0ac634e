namespace Aops.Server.Enrolment;

/// <summary>The last enrolment with a token.</summary>
internal sealed record EnrolmentTokenUse
{
    /// <summary>When it was.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The address that the host came from, as the server saw it; absent where it saw none.</summary>
    public string? Address { get; init; }

    /// <summary>The identity that the host got; the host may have been removed since.</summary>
    public required string AgentId { get; init; }

    /// <summary>Name of the host at that time.</summary>
    public required string Hostname { get; init; }
}
