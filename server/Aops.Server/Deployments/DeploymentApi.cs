using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Runs;

namespace Aops.Server.Deployments;

/// <summary>The routes below <c>/api/v1/deployments</c>.</summary>
internal static class DeploymentApi
{
    private const string Tag = "The revision of the deployment.";

    private static readonly ApiParameter Name = ApiParameter.Path("name", "Name of the deployment.");

    private static readonly IReadOnlyList<string> WriteProblems = ["bad-query-language", "no-such-runbook", "invalid"];

    public static ApiOperation List { get; } = new(ApiTag.Deployments, "Lists deployments by name.")
    {
        Parameters =
        [
            ApiParameter.Text("kind", "Name of their runbook."),
            ApiParameter.Flag("count", "Whether `hosts` has those, too, on which nothing was done yet, as the query of each tells."),
            StandardParameters.Limit, StandardParameters.Cursor,
        ],
        Answers = [ApiAnswer.List<DeploymentList>("Those whose hosts the sender may all read.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Show { get; } = new(
        ApiTag.Deployments, "Shows a deployment, with its hosts by state, its newest run, and what can be done with it.")
    {
        Parameters = [Name],
        Answers = [ApiAnswer.Json<DeploymentDetail>("The deployment.").WithTag(Tag)],
        Problems = ["no-such-deployment"],
    };

    public static ApiOperation Create { get; } = new(
        ApiTag.Deployments, "Makes a deployment: what is to be brought to which hosts by which runbook. Nothing is run by it.")
    {
        Description = "Its kind is a signed runbook with the parameter `verb`, whose `values` are what can be done: `deploy`, and " +
            "whatever else the runbook knows, such as `start`, `stop`, `status` and `remove`.",
        Parameters = [StandardParameters.DryRun],
        Body = typeof(DeploymentRequest),
        Answers =
        [
            ApiAnswer.Json<DeploymentReply>(201, "The deployment was made.").WithTag(Tag).WithLocation("The deployment."),
            ApiAnswer.Json<DeploymentReply>("What would be, of a dry run."),
        ],
        Problems = [.. WriteProblems, "deployment-exists", "too-many-deployments"],
        TakesKey = true,
    };

    public static ApiOperation Replace { get; } = new(
        ApiTag.Deployments, "Writes a deployment again; hosts have what they had until it is deployed.")
    {
        Description = "Where the runbook or a parameter is another one by it, hosts that have the earlier content are `outdated`.",
        Parameters = [Name, StandardParameters.DryRun, StandardParameters.IfMatch],
        Body = typeof(DeploymentRequest),
        Answers = [ApiAnswer.Json<DeploymentReply>("The deployment was written.").WithTag(Tag)],
        Problems = [.. WriteProblems, "no-such-deployment"],
    };

    public static ApiOperation Remove { get; } = new(
        ApiTag.Deployments, "Removes the record of a deployment; what hosts have of it stays there, and its runs stay.")
    {
        Parameters = [Name, StandardParameters.DryRun, StandardParameters.IfMatch],
        Answers = [ApiAnswer.Nothing("The deployment is gone, or would be.")],
        Problems = ["no-such-deployment", "deployment-busy"],
    };

    public static ApiOperation Hosts { get; } = new(
        ApiTag.Deployments, "Lists the hosts of a deployment, each with its state and how the last verb ended on it.")
    {
        Description = "Those of its query, and those that have it though the query has them no longer. A host is `absent` until it " +
            "was deployed there, `deployed` or `outdated` by what it has, and `failed` where the last `deploy` did not succeed: what " +
            "it has then, only the host can tell.",
        Parameters =
        [
            Name, ApiParameter.Text("state", "`absent`, `deployed`, `outdated` or `failed`."),
            ApiParameter.Text("host", "Id of the only host."), StandardParameters.Limit, StandardParameters.Cursor,
        ],
        Answers = [ApiAnswer.List<DeploymentHostList>("The hosts, by id.")],
        Problems = ["no-such-deployment", "not-acceptable"],
    };

    public static ApiOperation Start { get; } = new(
        ApiTag.Deployments, "Does something with a deployment, on all of its hosts or on some: a run of its runbook.")
    {
        Description = "One run of a deployment is open at once. `deploy` once more is a redeployment. It is previewed, waited for, " +
            "approved and stopped as any run.",
        Parameters =
        [
            Name, ApiParameter.Path("verb", "One of `verbs` of the deployment."), StandardParameters.DryRun, RunApi.Wait,
        ],
        Body = typeof(DeploymentVerbRequest),
        IsBodyOptional = true,
        Answers =
        [
            ApiAnswer.Json<RunDetail>(201, "The run is started.").WithLocation("The run."),
            ApiAnswer.Json<RunPlan>("What would be, of a dry run."),
        ],
        Problems =
        [
            "no-such-deployment", "no-such-verb", "no-such-host", "no-such-runbook", "deployment-busy", "plan-changed",
            "too-many-runs", "frozen", "invalid",
        ],
        TakesKey = true,
    };

    public static ApiOperation Log { get; } = new(
        ApiTag.Deployments, "Sends what all runs of a deployment wrote, from the first line to the last.")
    {
        Description = "Run after run, the oldest first, each after a line that tells what was done, when and by whom. With `Accept: " +
            "text/event-stream` it is followed from its newest run on: a message `run` begins each one, then come its `log` pieces " +
            "as of `/api/v1/runs/{id}/log`, `is_final` with the last; the next run follows when there is one.",
        Parameters = [Name, ApiParameter.Text("host", "Id of the only host whose output is sent."), RunApi.Tail],
        Answers =
        [
            ApiAnswer.Json<MergedPiece>("The lines, or the pieces.") with
            {
                MediaTypes = ["text/plain", EventStream.MediaType],
            },
        ],
        Problems = ["no-such-deployment", "not-acceptable"],
    };
}
