using Aops.Query;
using Aops.Server.Http;
using Aops.Server.Layers;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Rollouts;

/// <summary>What the endpoints of rollouts have in common: who may see one, and how it is answered.</summary>
internal sealed class RolloutAnswers(RolloutStore store, LayerStore layers, FleetFreeze freeze)
{
    /// <summary>A rollout as it is listed.</summary>
    public RolloutView Show(RolloutRecord rollout) => RolloutPresenter.Show(rollout, freeze.Current);

    /// <summary>Where a rollout is found.</summary>
    public static string PathOf(string id) => $"/api/v1/rollouts/{id}";

    /// <summary>The rollout of the path.</summary>
    /// <exception cref="Problems.RequestFault">It is not there, or the sender may not read of the hosts of its layer.</exception>
    public async Task<RolloutRecord> RequireAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        return await store.FindAsync(id, context.RequestAborted) is { } found
            && await IsWithinAsync(found, context.ReadableScope(), context.RequestAborted)
                ? found
                : throw RolloutProblems.NoSuchRollout(id);
    }

    /// <summary>The rollout of the path, for a request that changes it.</summary>
    /// <exception cref="Problems.RequestFault">As for a read, or the sender may not change the hosts of its layer.</exception>
    public async Task<RolloutRecord> RequireToChangeAsync(HttpContext context)
    {
        var rollout = await RequireAsync(context);
        return await IsWithinAsync(rollout, context.Scope(), context.RequestAborted)
            ? rollout
            : throw LayerProblems.OutsideScope(rollout.Layer, context.Scope());
    }

    /// <summary>Whether the layer of a rollout is for hosts of a scope alone.</summary>
    public async ValueTask<bool> IsWithinAsync(
        RolloutRecord rollout, QueryNode scope, CancellationToken cancellationToken) =>
        ScopeQuery.IsFleet(scope) || await layers.IsWithinAsync(rollout.Layer, scope, cancellationToken);

    /// <summary>Answers with a rollout.</summary>
    /// <param name="context">The request.</param>
    /// <param name="rollout">The rollout.</param>
    /// <param name="isDry">Whether nothing was changed.</param>
    /// <param name="status">The status.</param>
    public async Task WriteAsync(
        HttpContext context, RolloutRecord rollout, bool isDry = false, int status = StatusCodes.Status200OK)
    {
        var before = rollout.Base == 0
            ? null
            : await layers.FindAsync(rollout.Layer, rollout.Base, context.RequestAborted);
        var hasFailures = RolloutCounts.CountCharged(RolloutCounts.Sum(rollout.Counts)) > 0;
        IReadOnlyList<RolloutHost> attempted = hasFailures
            ? await store.ListAttemptedAsync(rollout.Id, context.RequestAborted)
            : [];
        await context.WriteJsonAsync(
            RolloutPresenter.ShowWhole(rollout, before?.Document, attempted, isDry, freeze.Current),
            RolloutJson.Default.RolloutDetail, status);
    }

    /// <summary>States of a parameter, as words.</summary>
    public static string? ReadState<TState>(HttpRequest request)
        where TState : struct, Enum =>
        request.WordOf("state", StateWords<TState>.All, "state");
}
