namespace Aops.Server.Runs;

/// <summary>Which runs are listed.</summary>
/// <param name="State">Their state; null for any.</param>
/// <param name="AgentId">A host that each of them has; null for any.</param>
/// <param name="Deployment">The deployment that they are of; null for any.</param>
internal sealed record RunListFilter(string? State, string? AgentId, string? Deployment)
{
    /// <summary>Those of a deployment.</summary>
    public static RunListFilter OfDeployment(string name) => new(null, null, name);
}
