using Aops.Server.Api;

namespace Aops.Server.Metrics;

/// <summary>The route of Prometheus.</summary>
internal static class MetricsApi
{
    public static ApiOperation Scrape { get; } = new(ApiTag.Document,
        "The server for Prometheus: hosts by presence, requests, heartbeats, database, alerts, output of runs, certificates, backup, process.")
    {
        Answers = [ApiAnswer.File("text/plain", "Metrics in the text format of Prometheus, version 0.0.4.")],
    };
}
