using Aops.Contracts.Wire.Runs;
using Aops.Server.Problems;
using Aops.Server.Runs;

namespace Aops.Server.Deployments;

/// <summary>What a client is told whose request for a deployment was refused.</summary>
internal static class DeploymentProblems
{
    /// <summary>No deployment has a name, or none that the sender may see.</summary>
    public static RequestFault NoSuchDeployment(string name) => new(ProblemKinds.Make(
        404, "no-such-deployment", "Not found", $"No deployment is called {name}.",
        "GET /api/v1/deployments lists them."));

    /// <summary>Its runbook does not know a verb.</summary>
    public static RequestFault NoSuchVerb(RunbookReference runbook, string verb, IReadOnlyList<string> verbs) =>
        new(ProblemKinds.Make(
            404, "no-such-verb", "Not found", $"The runbook {runbook.Name} {runbook.Version} does not know '{verb}'.",
            $"It knows {string.Join(", ", verbs)}."));

    public static RequestFault Of(DeploymentWrite outcome, string name) => outcome switch
    {
        DeploymentWrite.NameTaken => new(ProblemKinds.Conflict("deployment-exists",
            $"There is a deployment called {name} already. Nothing was changed.",
            $"Change it by PUT /api/v1/deployments/{name}, or choose another name.")),
        DeploymentWrite.TooMany => new(ProblemKinds.Conflict("too-many-deployments",
            $"There are {FleetLimits.DeploymentsMax} deployments, which is the most. Nothing was changed.",
            "Remove deployments that are not needed.")),
        DeploymentWrite.Busy(var run) => RunProblems.DeploymentBusy(name, run),
        DeploymentWrite.OutsideScope outside => RightsProblems.OutsideScope(
            "The deployment may have hosts outside of it", outside.Scope),
        DeploymentWrite.OtherRevision other => new(ProblemKinds.OtherRevision(
            $"If-Match names another revision of the deployment than {other.Revision}, which it has now.",
            "Read the deployment again and decide again.")),
        _ => NoSuchDeployment(name),
    };
}
