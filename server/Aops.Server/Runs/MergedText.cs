using Aops.Server.Http;
using Aops.Server.Runs.Output;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Runs;

/// <summary>Writes the output of the hosts of a run as lines of text.</summary>
internal sealed class MergedText(RunStore store, OutputFolder outputs)
{
    private const int LinesAtOnce = 256;

    /// <summary>Begins an answer of text.</summary>
    public static void Begin(HttpResponse response)
    {
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.CacheControl = "no-store";
    }

    /// <summary>Writes what is there of a run.</summary>
    /// <param name="only">The only host whose output is written; null for the first <see cref="MergedLog.HostsMax"/>.</param>
    public async Task WriteAsync(
        HttpResponse response, RunRecord run, RunHostRecord? only, CancellationToken cancellationToken)
    {
        IReadOnlyList<RunHostRecord> hosts = only is not null
            ? [only]
            : await store.ListHostsAsync(run.Id, RunHostFilter.None, "", MergedLog.HostsMax, cancellationToken);
        if (run.OutputDroppedAt is { } dropped)
        {
            await response.WriteAsync(
                $"[the output was deleted at {JsonTime.Of(dropped)}, as that of all runs took more than it may]\n",
                cancellationToken);
        }
        using var merged = new MergedLog(hosts.Select(host => (host.Hostname, outputs.Open(run.Id, host.AgentId))));
        foreach (var lines in merged.Lines(only is null ? run.Hosts - hosts.Count : 0).Chunk(LinesAtOnce))
            await response.WriteAsync(string.Concat(lines), cancellationToken);
    }
}
