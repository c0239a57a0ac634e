using Aops.Contracts.Json;
using Aops.Contracts.Wire.Runs;
using Aops.Native.Programs;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Runs.Output;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Runs;

/// <summary><c>/api/agents/runs/{id}/report</c> and <c>/output</c>: the agent's side of runs.</summary>
internal sealed class RunAgentEndpoints(
    RunAgentStore store, OutputIntake intake, RunDriver driver, EventLog events)
{
    private const int ReportBytesMax = 64 * 1024;
    private const int SignalCharsMax = 64;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/agents/runs/{id}/report", TakeReportAsync)
            .For(EndpointAccess.AgentReport(ReportBytesMax)).Is(RunApi.TakeReport);
        routes.MapPost("/api/agents/runs/{id}/output", TakeOutputAsync)
            .For(EndpointAccess.AgentOutput(RunLimits.OutputPieceBytesMax)).Is(RunApi.TakeOutput);
    }

    private async Task TakeReportAsync(HttpContext context)
    {
        var agent = context.Agent();
        var id = context.RouteName("id");
        var report = Fit(await context.ReadJsonAsync(ContractsJson.Default.RunReport, ReportBytesMax));
        var outcome = await store.ReportAsync(id, agent.AgentId, report, context.RequestAborted)
            ?? throw RunProblems.NoSuchRunOfHost(id);
        if (outcome.IsNews)
        {
            await intake.DigestAsync(id, outcome.Host, context.RequestAborted);
            if (report.IsFinal) events.Announce();
            driver.Signal();
            intake.Announce(id, agent.AgentId);
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task TakeOutputAsync(HttpContext context)
    {
        var agent = context.Agent();
        var id = context.RouteName("id");
        if (context.Request.Word(RunApi.Offset.Name) is null)
            throw new RequestFault(ProblemKinds.BadQuery("?offset= is missing."));
        var (offset, missing) = (context.Request.Number(RunApi.Offset), context.Request.Number(RunApi.Missing));
        if (missing > offset) throw new RequestFault(ProblemKinds.BadQuery("?missing= is at most ?offset=."));
        var rule = await store.FindAsync(id, agent.AgentId, context.RequestAborted)
            ?? throw RunProblems.NoSuchRunOfHost(id);
        if (rule.IsDropped) throw RunProblems.OutputDropped(id);
        var frames = await context.ReadAsync(
            RunLimits.OutputPieceBytesMax, static _ => { },
            body => OutputFrame.FindFault(body.Span) is { } fault
                ? throw RunProblems.BadFrames(fault)
                : body.ToArray());
        // The room of the body is given back with the request: the bytes are in memory until the disk has them.
        var state = await intake.TakeAsync(
            id, agent.AgentId, rule, new OutputPlace(offset, missing), frames, context.RequestAborted);
        var reply = new RunOutputReply { Offset = state.Received, IsCancelled = rule.IsCancelled };
        await context.WriteJsonAsync(reply, ContractsJson.Default.RunOutputReply);
    }

    private static PlaybookResult Fit(PlaybookResult result) => result with
    {
        Ansible = PlainText.Cut(result.Ansible, SignalCharsMax),
        Changed = [.. result.Changed.Take(PlaybookResult.TasksMax).Select(Fit)],
        Failed = [.. result.Failed.Take(PlaybookResult.TasksMax).Select(Fit)],
    };

    private static PlaybookTask Fit(PlaybookTask task) => task with
    {
        Task = PlainText.Cut(task.Task, PlaybookResult.CharsMax),
        Path = PlainText.Cut(task.Path, PlaybookResult.CharsMax),
        Object = PlainText.Cut(task.Object, PlaybookResult.CharsMax),
        Message = PlainText.Cut(task.Message, PlaybookResult.CharsMax),
    };

    private static RunReport Fit(RunReport report) => report with
    {
        Reason = PlainText.Cut(report.Reason, ServerLimits.TextCharsMax),
        Signal = PlainText.Cut(report.Signal, SignalCharsMax),
        CpuMilliseconds = Math.Max(0, report.CpuMilliseconds),
        MemoryPeakBytes = Math.Max(0, report.MemoryPeakBytes),
        Playbook = report.Playbook is { } playbook ? Fit(playbook) : null,
        OutputEnd = report.OutputEnd is { } end ? Math.Max(0, end) : null,
    };
}
