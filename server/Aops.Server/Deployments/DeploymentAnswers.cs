using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Runs;
using Aops.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Deployments;

/// <summary>What the endpoints of deployments have in common: who may see one, and how it is shown.</summary>
internal sealed class DeploymentAnswers(
    DeploymentStore store, RunAnswers runs, RunPresenter presenter, RunbookShelf runbooks, TimeProvider clock)
{
    /// <summary>Whether the sender may read every host that a deployment may have.</summary>
    public bool MayRead(HttpContext context, DeploymentRecord deployment) =>
        ScopeQuery.Covers(context.ReadableScope(), ScopeQuery.Parse(deployment.Query));

    /// <summary>The deployment of the path.</summary>
    /// <exception cref="RequestFault">It is not there, or may have a host that the sender may not read.</exception>
    public async Task<DeploymentRecord> RequireAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        return await store.FindAsync(name, context.RequestAborted) is { } found && MayRead(context, found)
            ? found
            : throw DeploymentProblems.NoSuchDeployment(name);
    }

    /// <summary>Whether the sender may read every host of a run: the query of its deployment may have been another.</summary>
    public ValueTask<bool> MayReadAsync(HttpContext context, RunRecord run) =>
        runs.IsWithinAsync(run, context.ReadableScope(), context.RequestAborted);

    /// <summary>A deployment, with what hosts and its newest run tell.</summary>
    /// <param name="countsAll">Whether its query is asked, too, for the hosts on which nothing was done yet.</param>
    public async Task<DeploymentView> ShowAsync(HttpContext context, DeploymentRecord deployment, bool countsAll)
    {
        var (hosts, last) = await store.LookAsync(deployment, context.RequestAborted);
        if (countsAll)
        {
            hosts = await store.CountHostsAsync(
                deployment, context.ReadableScope(), clock.GetUtcNow(), context.RequestAborted);
        }
        return new DeploymentView
        {
            Name = deployment.Name,
            Runbook = deployment.Runbook,
            Q = deployment.Query,
            Parameters = deployment.Parameters,
            Pace = deployment.Pace,
            Note = deployment.Note,
            Revision = deployment.Revision,
            ContentRevision = deployment.ContentRevision,
            CreatedAt = deployment.CreatedAt,
            CreatedBy = deployment.CreatedBy,
            ChangedAt = deployment.ChangedAt,
            ChangedBy = deployment.ChangedBy,
            Runs = deployment.Runs,
            Hosts = hosts,
            LastRun = last is not null && await MayReadAsync(context, last) ? presenter.Show(last) : null,
        };
    }

    /// <summary>What can be done with a deployment; nothing where its runbook is not published any more.</summary>
    public async Task<IReadOnlyList<string>> ListVerbsAsync(
        DeploymentRecord deployment, CancellationToken cancellationToken) =>
        await runbooks.FindAsync(deployment.Runbook, cancellationToken) is { } runbook
            ? DeploymentValidator.VerbsOf(runbook)
            : [];
}
