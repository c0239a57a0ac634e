using Aops.Contracts;
using Aops.Layout;
using Aops.Query;
using Aops.Query.Fields;
using Aops.Server.Api;
using Aops.Server.Backups;
using Aops.Server.Certificates;
using Aops.Server.Heartbeats;
using Aops.Server.Rights;
using Aops.Server.Runs.Output;
using Aops.Server.Security;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Metrics;

/// <summary>
/// <c>GET /metrics</c>: the server for Prometheus. What it tells is in memory, or a few rows of stored counts: a scrape costs
/// the same at any number of hosts.
/// </summary>
internal sealed class MetricsEndpoint(
    ServerMetrics metrics, Database database, LongPollRegistry held, Func<int> connections,
    ServerCertificates certificates, ServerFolder folder, OutputQuota outputs)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", WriteAsync).Is(MetricsApi.Scrape).For(EndpointAccess.Read(Reach.Fleet));

    private async Task WriteAsync(HttpContext context)
    {
        var text = new MetricText();
        text.Info("aops_server_info", "The server that runs.",
            ("version", Product.Version), ("commit", Product.Commit),
            ("database", database.IsRemote ? "postgresql" : "sqlite"));
        WriteRequests(text);
        WriteDatabase(text);
        await WriteHostsAsync(text, context.RequestAborted);
        await AlertMetrics.WriteAsync(text, database, context.RequestAborted);
        RunMetrics.Write(text, outputs);
        WriteTimes(text);
        ProcessMetrics.Write(text);
        context.Response.ContentType = MetricText.MediaType;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private void WriteRequests(MetricText text)
    {
        text.ByLabels("aops_server_requests_total", "counter", "Requests that have ended, by sender and status.",
            metrics.Requests.Select(each =>
                ((IReadOnlyList<(string, string)>)[("caller", each.Caller), ("code", each.Code)], (double)each.Count)));
        text.Histogram(
            "aops_server_operator_request_seconds", "Time that requests of operators took.", metrics.OperatorSeconds);
        text.Histogram("aops_server_heartbeat_seconds",
            "Time from a heartbeat to its storage; the time that it is held is not in it.", metrics.HeartbeatSeconds);
        text.Gauge("aops_server_held_heartbeats", "Heartbeats that wait for news of their hosts.", held.Count);
        text.Gauge("aops_server_connections", "Connections that are served.", connections());
    }

    private void WriteDatabase(MetricText text)
    {
        text.Gauge("aops_server_writes_waiting", "Writes that wait for the writer of the database.", database.Backlog);
        text.Counter("aops_server_writes_total", "Writes that were committed.", database.Timings.Writes.Value);
        text.Counter("aops_server_writes_failed_total", "Writes that failed.", database.Timings.Failed.Value);
        text.Histogram("aops_server_commit_seconds", "Time of a transaction of waiting writes.", database.Timings.CommitSeconds);
    }

    // Missing, and not 0, while the database does not answer.
    private async Task WriteHostsAsync(MetricText text, CancellationToken cancellationToken)
    {
        var counts = await ReadCountsAsync(cancellationToken);
        text.Gauge("aops_server_database_up", "Whether the database answers.", counts is null ? 0 : 1);
        if (counts is null) return;
        text.ByLabel("aops_hosts", "gauge", "Hosts by presence.", "presence", Enum.GetValues<HostState>()
            .Select(state => (KebabName.Of(state), Count(counts, HostFields.State, (int)state))));
        text.Gauge("aops_hosts_diverged", "Hosts that hold what the database does not know.",
            Count(counts, HostFields.Standing, (int)HostStanding.Diverged));
    }

    private static double Count(List<StoredCount> counts, QueryField field, int value) =>
        counts.Where(each => each.Field == field.Name && each.Value == value).Sum(each => each.Hosts);

    private async Task<List<StoredCount>?> ReadCountsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await database.ReadAsync(
                connection => connection.Prepare(
                    "SELECT field, CAST(value AS BIGINT), hosts FROM host_count WHERE field IN (@state, @standing)")
                    .Set("@state", HostFields.State.Name).Set("@standing", HostFields.Standing.Name)
                    .Read(row => new StoredCount(row.GetString(0), row.GetInt64(1), row.GetInt64(2))),
                cancellationToken);
        }
        catch (StoreException)
        {
            return null;
        }
    }

    private void WriteTimes(MetricText text)
    {
        text.ByLabel(
            "aops_server_certificate_expiry_timestamp_seconds", "gauge", "When a certificate ends.", "certificate",
            [("server", Seconds(certificates.NotAfter)), ("authority", Seconds(certificates.AuthorityNotAfter))]);
        if (LastBackup.Read(folder) is not { } last) return;
        text.Gauge("aops_server_last_backup_timestamp_seconds", "When the newest backup was taken.",
            last.At.ToUnixTimeSeconds());
        text.Gauge("aops_server_last_backup_duration_seconds", "How long the newest backup took.", last.Seconds);
        text.Gauge("aops_server_last_backup_bytes", "Bytes of the newest backup.", last.Bytes);
    }

    private static double Seconds(DateTime time) => new DateTimeOffset(time).ToUnixTimeSeconds();

    private sealed record StoredCount(string Field, long Value, long Hosts);
}
