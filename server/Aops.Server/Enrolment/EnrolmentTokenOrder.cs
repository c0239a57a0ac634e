namespace Aops.Server.Enrolment;

/// <summary>What a new enrolment token is to be.</summary>
internal sealed record EnrolmentTokenOrder
{
    /// <summary>How long hosts may enrol with it.</summary>
    public required TimeSpan Life { get; init; }

    /// <summary>How many hosts may.</summary>
    public required int Uses { get; init; }

    /// <summary>Note of the operator; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>The one identity that it gives; null for new ones.</summary>
    public string? AgentId { get; init; }

    /// <summary>Labels that its hosts get; null or empty for none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Networks from which it may be shown; null or empty for any.</summary>
    public IReadOnlyList<string>? Networks { get; init; }

    public EnrolmentApproval Approval { get; init; }
}
