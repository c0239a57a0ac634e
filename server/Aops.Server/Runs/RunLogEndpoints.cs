using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Runs.Output;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Runs;

/// <summary><c>GET /api/v1/runs/{id}/hosts/{host}/log</c> and <c>GET /api/v1/runs/{id}/log</c>: what runs wrote.</summary>
internal sealed class RunLogEndpoints(
    RunStore store, RunAnswers answers, LogReader logs, OutputFolder outputs, MergedFollower follower)
{
    private const string Plain = "text/plain";
    private const string Bytes = "application/octet-stream";
    private const string Json = "application/json";
    private const int CopyBytes = 256 * 1024;
    private const int LinesAtOnce = 256;

    private static readonly string[] Forms = [Json, EventStream.MediaType, Plain, Bytes];

    private static readonly string[] MergedForms = [Plain, EventStream.MediaType];

    // A comment: a client that is gone is noticed by it.
    private const string Ping = ":\n\n";

    private int _streams;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/runs/{id}/hosts/{host}/log", SendAsync).Is(RunApi.Log)
            .For(EndpointAccess.Read(Reach.Chosen) with { OpensFile = true });
        routes.MapGet("/api/v1/runs/{id}/log", SendMergedAsync).Is(RunApi.Merged)
            .For(EndpointAccess.Read(Reach.Chosen) with { OpensFile = true });
    }

    private async Task SendAsync(HttpContext context)
    {
        var form = FormOf(context.Request, Forms);
        var stream = LogReader.NumberOf(context.Request.WordOf("stream", LogReader.Streams));
        var offset = context.Request.Number(RunApi.Log.Parameters.Single(parameter => parameter.Name == "offset"));
        var (run, host) = await answers.RequireHostAsync(context);
        context.Response.Headers["X-Missing-Bytes"] = host.OutputMissing.ToString(CultureInfo.InvariantCulture);
        switch (form)
        {
            case Json:
                var wait = TimeSpan.FromSeconds(context.Request.Number(RunApi.Wait));
                var piece = await logs.ReadAsync(run.Id, host.AgentId, offset, stream, wait, context.RequestAborted);
                await context.WriteJsonAsync(piece, LogJson.Default.LogPiece);
                return;
            case EventStream.MediaType:
                await StreamAsync(
                    context, PiecesAsync(context, run.Id, host.AgentId, offset, stream, context.RequestAborted));
                return;
            default:
                await SendBytesAsync(context, run.Id, host.AgentId, offset, stream, form);
                return;
        }
    }

    private async IAsyncEnumerable<string> PiecesAsync(
        HttpContext context, string runId, string agentId, long offset, byte? stream,
        [EnumeratorCancellation] CancellationToken aborted)
    {
        if (context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last]
            && !long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out offset))
        {
            throw RunProblems.BadOffset;
        }
        var piece = await logs.ReadAsync(runId, agentId, offset, stream, TimeSpan.Zero, aborted);
        while (true)
        {
            var json = JsonSerializer.Serialize(piece, LogJson.Default.LogPiece);
            yield return piece.LogType.Length > 0 || piece.IsFinal
                ? $"id: {piece.NewOffset}\nevent: log\ndata: {json}\n\n"
                : Ping;
            if (piece.IsFinal || answers.Ending.IsCancellationRequested) yield break;
            piece = await logs.ReadAsync(
                runId, agentId, piece.NewOffset, stream, FleetLimits.EventStreamPing, aborted);
        }
    }

    private async IAsyncEnumerable<string> MergedPiecesAsync(
        string runId, string? agentId, long tail, [EnumeratorCancellation] CancellationToken aborted)
    {
        await foreach (var piece in follower.FollowAsync(runId, agentId, tail, aborted))
        {
            yield return piece is null
                ? Ping
                : $"event: log\ndata: {JsonSerializer.Serialize(piece, LogJson.Default.MergedPiece)}\n\n";
        }
    }

    private async Task StreamAsync(HttpContext context, IAsyncEnumerable<string> messages)
    {
        if (Interlocked.Increment(ref _streams) > FleetLimits.EventStreamsMax)
        {
            Interlocked.Decrement(ref _streams);
            throw new RequestFault(ProblemKinds.Busy($"{FleetLimits.EventStreamsMax} requests follow output."), FleetLimits.EventStreamPing);
        }
        try
        {
            await using var all = messages.GetAsyncEnumerator(context.RequestAborted);
            // Before the answer begins: what is refused is a problem.
            var isMore = await all.MoveNextAsync();
            context.Response.ContentType = EventStream.MediaType;
            context.Response.Headers.CacheControl = "no-store";
            for (; isMore; isMore = await all.MoveNextAsync())
            {
                await context.Response.WriteAsync(all.Current, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    private async Task SendBytesAsync(
        HttpContext context, string runId, string agentId, long offset, byte? stream, string form)
    {
        using var output = outputs.Open(runId, agentId);
        var piece = output?.Read(offset, stream, CopyBytes);
        if (offset > 0 && piece is null) throw RunProblems.BadOffset;
        context.Response.ContentType = form == Plain ? $"{Plain}; charset=utf-8" : Bytes;
        context.Response.Headers.CacheControl = "no-store";
        while (piece is { Stream: not 0 })
        {
            var content = piece.Stream is OutputFrame.Out or OutputFrame.Error ? piece.Content
                : form == Plain ? Encoding.UTF8.GetBytes(MergedLog.GapLine(OutputFrame.MissingIn(piece.Content)))
                : [];
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
            piece = output!.Read(piece.End, stream, CopyBytes);
        }
    }

    private async Task SendMergedAsync(HttpContext context)
    {
        var agentId = context.Request.Word("host");
        var tail = context.Request.Number(RunApi.Tail);
        var run = await answers.RequireAsync(context);
        var only = agentId is null ? null : await store.FindHostAsync(run.Id, agentId, context.RequestAborted)
            ?? throw RunProblems.NoSuchRunHost(run.Id, agentId);
        if (FormOf(context.Request, MergedForms) == EventStream.MediaType)
        {
            await StreamAsync(context, MergedPiecesAsync(run.Id, agentId, tail, context.RequestAborted));
            return;
        }
        IReadOnlyList<RunHostRecord> hosts = only is not null
            ? [only]
            : await store.ListHostsAsync(run.Id, RunHostFilter.None, "", MergedLog.HostsMax, context.RequestAborted);
        context.Response.ContentType = $"{Plain}; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        if (run.OutputDroppedAt is { } dropped)
        {
            await context.Response.WriteAsync(
                $"[the output was deleted at {JsonTime.Of(dropped)}, as that of all runs took more than it may]\n",
                context.RequestAborted);
        }
        using var merged = new MergedLog(hosts.Select(host => (host.Hostname, outputs.Open(run.Id, host.AgentId))));
        foreach (var lines in merged.Lines(only is null ? run.Hosts - hosts.Count : 0).Chunk(LinesAtOnce))
            await context.Response.WriteAsync(string.Concat(lines), context.RequestAborted);
    }

    private static string FormOf(HttpRequest request, string[] forms)
    {
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count == 0) return forms[0];
        foreach (var range in accepted.Where(range => range.Quality != 0)
            .OrderByDescending(range => range.Quality ?? 1))
        {
            if (Array.Find(forms, form => range.MatchesMediaType(form)) is { } found) return found;
        }
        throw new RequestFault(ProblemKinds.NotAcceptable(forms[0], forms.Skip(1)));
    }
}
