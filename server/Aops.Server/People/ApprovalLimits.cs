namespace Aops.Server.People;

/// <summary>Limits of approvals.</summary>
internal static class ApprovalLimits
{
    /// <summary>Rules.</summary>
    public const int RulesMax = 100;

    /// <summary>Requests that wait.</summary>
    public const int WaitingMax = 1000;

    /// <summary>Requests that are listed once they were decided.</summary>
    public const int RetainedMax = 5000;

    /// <summary>How long a request waits for a decision.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromDays(1);
}
