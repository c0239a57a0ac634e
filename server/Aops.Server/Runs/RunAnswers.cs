using Aops.Query;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Runs;

/// <summary>What the endpoints of runs have in common: who may see one, and how long a request waits.</summary>
/// <param name="ending">Cancelled when the server ends.</param>
internal sealed class RunAnswers(RunStore store, RunNews news, TimeProvider clock, CancellationToken ending)
{
    /// <summary>Cancelled when the server ends.</summary>
    public CancellationToken Ending => ending;

    /// <summary>Where a run is found.</summary>
    public static string PathOf(string id) => $"/api/v1/runs/{id}";

    /// <summary>The run of the path.</summary>
    /// <exception cref="RequestFault">It is not there, or has a host that the sender may not read.</exception>
    public async Task<RunRecord> RequireAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        return await store.FindAsync(id, context.RequestAborted) is { } found
            && await IsWithinAsync(found, context.ReadableScope(), context.RequestAborted)
                ? found
                : throw RunProblems.NoSuchRun(id);
    }

    /// <summary>The run of the path, for a request that changes it.</summary>
    /// <exception cref="RequestFault">As for a read, or it has a host that the sender may not change.</exception>
    public async Task<RunRecord> RequireToChangeAsync(HttpContext context)
    {
        var run = await RequireAsync(context);
        return await IsWithinAsync(run, context.Scope(), context.RequestAborted)
            ? run
            : throw RightsProblems.OutsideScope("The run has hosts outside of it", context.Scope());
    }

    /// <summary>The host of the path, and its run.</summary>
    /// <exception cref="RequestFault">One of both is not there.</exception>
    public async Task<(RunRecord Run, RunHostRecord Host)> RequireHostAsync(HttpContext context)
    {
        var run = await RequireAsync(context);
        var agentId = context.RouteName("host");
        return await store.FindHostAsync(run.Id, agentId, context.RequestAborted) is { } host
            ? (run, host)
            : throw RunProblems.NoSuchRunHost(run.Id, agentId);
    }

    /// <summary>Whether every host of a run is in a scope.</summary>
    public async ValueTask<bool> IsWithinAsync(RunRecord run, QueryNode scope, CancellationToken cancellationToken) =>
        ScopeQuery.IsFleet(scope) || await store.IsWithinAsync(run.Id, scope, clock.GetUtcNow(), cancellationToken);

    /// <summary>Waits for the end of a run, for the time that the request asks for.</summary>
    /// <returns>The run as it is then.</returns>
    public async Task<RunRecord> WaitForEndAsync(HttpContext context, RunRecord run)
    {
        var until = clock.GetUtcNow() + TimeSpan.FromSeconds(context.Request.Number(RunApi.Wait));
        using var listener = news.Listen(run.Id);
        while (true)
        {
            var next = listener.Next;
            run = await store.FindAsync(run.Id, context.RequestAborted) ?? run;
            var left = until - clock.GetUtcNow();
            if (run.EndedAt is not null || left <= TimeSpan.Zero || ending.IsCancellationRequested) return run;
            await NewsSignal.WaitAsync(next, left, clock, ending, context.RequestAborted);
        }
    }
}
