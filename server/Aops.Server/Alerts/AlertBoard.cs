namespace Aops.Server.Alerts;

/// <summary>What the newest evaluation has found of each rule, in memory.</summary>
internal sealed class AlertBoard
{
    private volatile Snapshot _snapshot = new(new Dictionary<string, AlertFinding>(), null);

    /// <summary>When rules were evaluated last; null before the first time since the start.</summary>
    public DateTimeOffset? At => _snapshot.At;

    /// <summary>What was found of a rule; null where it was not evaluated.</summary>
    public AlertFinding? Find(string rule) => _snapshot.Findings.GetValueOrDefault(rule);

    /// <summary>Sets what an evaluation has found.</summary>
    public void Set(IReadOnlyDictionary<string, AlertFinding> findings, DateTimeOffset now) =>
        _snapshot = new Snapshot(findings, now);

    private sealed record Snapshot(IReadOnlyDictionary<string, AlertFinding> Findings, DateTimeOffset? At);
}
