using Aops.Query;

namespace Aops.Server.Deployments;

/// <summary>How a write of a deployment ended.</summary>
internal abstract record DeploymentWrite
{
    /// <summary>It is written, or would be.</summary>
    /// <param name="Deployment">The deployment after it.</param>
    /// <param name="Count">Hosts that its query has now.</param>
    public sealed record Saved(DeploymentRecord Deployment, long Count) : DeploymentWrite;

    /// <summary>It is removed, or would be.</summary>
    public sealed record Removed : DeploymentWrite;

    /// <summary>No deployment has the name.</summary>
    public sealed record NoSuchDeployment : DeploymentWrite;

    /// <summary>A deployment has the name already.</summary>
    public sealed record NameTaken : DeploymentWrite;

    /// <summary>There are as many deployments as there may be.</summary>
    public sealed record TooMany : DeploymentWrite;

    /// <summary>A run of it has not ended.</summary>
    /// <param name="RunId">The run.</param>
    public sealed record Busy(string RunId) : DeploymentWrite;

    /// <summary>The deployment that is there has hosts that the writer may not change.</summary>
    /// <param name="Scope">Those that he may.</param>
    public sealed record OutsideScope(QueryNode Scope) : DeploymentWrite;

    /// <summary>Another operator has written the deployment.</summary>
    /// <param name="Revision">The revision that it has now.</param>
    public sealed record OtherRevision(long Revision) : DeploymentWrite;
}
