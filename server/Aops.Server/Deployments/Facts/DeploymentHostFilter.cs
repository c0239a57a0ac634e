namespace Aops.Server.Deployments.Facts;

/// <summary>Which hosts of a deployment are listed.</summary>
/// <param name="State">Their state; null for any.</param>
/// <param name="AgentId">The only host; null for any.</param>
internal sealed record DeploymentHostFilter(DeploymentHostState? State, string? AgentId)
{
    /// <summary>All of them.</summary>
    public static DeploymentHostFilter None { get; } = new(null, null);
}
