namespace Aops.Server.People;

/// <summary>Ends a request before it has changed anything: it waits for another person.</summary>
/// <param name="record">What was stored of it.</param>
internal sealed class ApprovalNeededException(ApprovalRecord record) : Exception($"waits for approval: {record.Id}")
{
    public ApprovalRecord Record { get; } = record;
}
