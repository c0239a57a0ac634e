using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Rights;
using Aops.Server.Runs.Output;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Runs;

/// <summary><c>GET /api/v1/runs/{id}/hosts/{host}/log</c> and <c>GET /api/v1/runs/{id}/log</c>: what runs wrote.</summary>
internal sealed class RunLogEndpoints(
    RunStore store, RunAnswers answers, LogReader logs, OutputFolder outputs, OutputStreams streams, MergedText text)
{
    private const string Plain = "text/plain";
    private const string Bytes = "application/octet-stream";
    private const string Json = "application/json";
    private const int CopyBytes = 256 * 1024;

    private static readonly string[] Forms = [Json, EventStream.MediaType, Plain, Bytes];

    private static readonly string[] MergedForms = [Plain, EventStream.MediaType];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/runs/{id}/hosts/{host}/log", SendAsync).Is(RunApi.Log)
            .For(EndpointAccess.Read(Reach.Chosen) with { OpensFile = true });
        routes.MapGet("/api/v1/runs/{id}/log", SendMergedAsync).Is(RunApi.Merged)
            .For(EndpointAccess.Read(Reach.Chosen) with { OpensFile = true });
    }

    private async Task SendAsync(HttpContext context)
    {
        var form = AcceptedForm.Of(context.Request, Forms);
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
                await streams.SendAsync(
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
                : OutputStreams.Ping;
            if (piece.IsFinal || answers.Ending.IsCancellationRequested) yield break;
            piece = await logs.ReadAsync(
                runId, agentId, piece.NewOffset, stream, FleetLimits.EventStreamPing, aborted);
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
        if (AcceptedForm.Of(context.Request, MergedForms) == EventStream.MediaType)
        {
            await streams.SendAsync(context, streams.FollowAsync(run.Id, agentId, tail, context.RequestAborted));
            return;
        }
        MergedText.Begin(context.Response);
        await text.WriteAsync(context.Response, run, only, context.RequestAborted);
    }
}
