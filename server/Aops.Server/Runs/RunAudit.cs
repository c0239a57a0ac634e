using System.Security.Cryptography;
using System.Text;
using Aops.Contracts;
using Aops.Server.Audit;
using Aops.Server.Runs.Steps;

namespace Aops.Server.Runs;

/// <summary>What the audit is told of runs. Of parameters it gets what may be read, and of a command no environment.</summary>
internal static class RunAudit
{
    // The hosts of the act are stored one by one.
    private const int HostsListedMax = FleetLimits.BatchHostsMax;

    // Of a longer one the SHA-256 alone is told.
    private const int TextCharsMax = AuditFields.CharsMax / 4;

    /// <summary>How the audit calls a run.</summary>
    public static string ObjectOf(string id) => $"run:{id}";

    /// <summary>A run is started.</summary>
    public static AuditChange Started(RunRecord run, IReadOnlyList<ChosenHost> hosts) =>
        new(run.RerunOf is null ? AuditKinds.RunStart : AuditKinds.RunRerun, ObjectOf(run.Id))
        {
            After = Describe(run).Set("rerunOf", run.RerunOf).Set("schedule", run.Schedule)
                .Set("deployment", run.Deployment?.Name).Set("verb", run.Deployment?.Verb),
            Query = run.Query,
            Hosts = run.Hosts,
            HostIds = hosts.Count <= HostsListedMax ? [.. hosts.Select(host => host.Id)] : [],
            // Its steps are carried out under this row.
            OperationId = run.Id,
            Reason = run.Reason,
        };

    /// <summary>A run is cancelled.</summary>
    public static AuditChange Cancelled(RunRecord run, string? reason) => new(AuditKinds.RunCancel, ObjectOf(run.Id))
    {
        Before = new AuditFields().Set("state", KebabName.Of(run.State)),
        After = new AuditFields().Set("state", KebabName.Of(RunState.Cancelled)),
        Hosts = run.Counts.Open,
        Reason = reason,
    };

    private static AuditFields Describe(RunRecord run)
    {
        var command = run.Order.Command;
        return new AuditFields()
            .Set("kind", KebabName.Of(run.Kind)).Set("what", run.What)
            .Set("runbook", run.Order.Runbook is { } book ? $"{book.Name} {book.Version}" : null)
            .Set("envelopeSha256", DigestOf(run.Order.Envelope?.Payload)).Set("args", command?.Args)
            .Set("script", command?.Script is { Length: <= TextCharsMax } script ? script : null)
            .Set("scriptSha256", DigestOf(command?.Script))
            .Set("interpreter", command?.Interpreter).Set("user", command?.User)
            .Set("action", run.Action?.Describe()).Set("lines", run.Action?.Lines)
            .Set("log", run.Order.Log?.Name).Set("seconds", run.Order.Log?.Seconds)
            .Set("parameters", run.Shown.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value)))
            .Set("startBefore", run.StartBefore).Set("timeoutSeconds", run.Order.TimeoutSeconds)
            .Set("concurrency", run.Concurrency).Set("failuresMax", run.Budget.Failures)
            .Set("failuresPercent", run.Budget.Percent).Set("whileOffline", KebabName.Of(run.WhileOffline))
            .Set("ramp", RunPaceForm.Words(run.Ramp)).Set("window", RunPaceForm.Words(run.Window))
            .Set("ignoresFreeze", run.IgnoresFreeze);
    }

    private static string? DigestOf(string? text) =>
        text is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
