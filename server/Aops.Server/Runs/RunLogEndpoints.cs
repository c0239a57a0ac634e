using System.Globalization;
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
    RunStore store, RunAnswers answers, LogReader logs, OutputFolder outputs)
{
    private const string Plain = "text/plain";
    private const string Bytes = "application/octet-stream";
    private const string Json = "application/json";
    private const int CopyBytes = 256 * 1024;
    private const int LinesAtOnce = 256;

    private static readonly string[] Forms = [Json, EventStream.MediaType, Plain, Bytes];

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
        var form = FormOf(context.Request);
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
                await StreamAsync(context, run.Id, host.AgentId, offset, stream);
                return;
            default:
                await SendBytesAsync(context, run.Id, host.AgentId, offset, stream, form);
                return;
        }
    }

    private async Task StreamAsync(HttpContext context, string runId, string agentId, long offset, byte? stream)
    {
        if (context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last]
            && !long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out offset))
        {
            throw RunProblems.BadOffset;
        }
        if (Interlocked.Increment(ref _streams) > FleetLimits.EventStreamsMax)
        {
            Interlocked.Decrement(ref _streams);
            throw new RequestFault(ProblemKinds.Busy($"{FleetLimits.EventStreamsMax} requests follow output."), FleetLimits.EventStreamPing);
        }
        try
        {
            // Before the answer begins: an offset that is none is refused.
            var piece = await logs.ReadAsync(runId, agentId, offset, stream, TimeSpan.Zero, context.RequestAborted);
            context.Response.ContentType = EventStream.MediaType;
            context.Response.Headers.CacheControl = "no-store";
            while (true)
            {
                var json = JsonSerializer.Serialize(piece, LogJson.Default.LogPiece);
                // A comment: a client that is gone is noticed by it.
                var text = piece.LogType.Length > 0 || piece.IsFinal
                    ? $"id: {piece.NewOffset}\nevent: log\ndata: {json}\n\n"
                    : ":\n\n";
                await context.Response.WriteAsync(text, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                if (piece.IsFinal || answers.Ending.IsCancellationRequested) return;
                piece = await logs.ReadAsync(
                    runId, agentId, piece.NewOffset, stream, FleetLimits.EventStreamPing, context.RequestAborted);
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
        var run = await answers.RequireAsync(context);
        var hosts = await store.ListHostsAsync(run.Id, null, null, "", MergedLog.HostsMax, context.RequestAborted);
        context.Response.ContentType = $"{Plain}; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        using var merged = new MergedLog(hosts.Select(host => (host.Hostname, outputs.Open(run.Id, host.AgentId))));
        foreach (var lines in merged.Lines(run.Hosts - hosts.Count).Chunk(LinesAtOnce))
            await context.Response.WriteAsync(string.Concat(lines), context.RequestAborted);
    }

    private static string FormOf(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count == 0) return Json;
        foreach (var range in accepted.Where(range => range.Quality != 0)
            .OrderByDescending(range => range.Quality ?? 1))
        {
            if (Array.Find(Forms, form => range.MatchesMediaType(form)) is { } found) return found;
        }
        throw new RequestFault(ProblemKinds.NotAcceptable(Json, Forms.Skip(1)));
    }
}
