namespace Aops.Server.Audit;

/// <summary>The newest row of the audit, by which a later look tells that no row of before was changed or cut off.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">Its time.</param>
/// <param name="Hash">Its hash.</param>
internal sealed record AuditHead(long Id, DateTimeOffset At, string Hash);
