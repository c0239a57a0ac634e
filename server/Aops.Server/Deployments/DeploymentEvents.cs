using Aops.Server.Events;

namespace Aops.Server.Deployments;

/// <summary>What is told of writes of deployments; their runs have events of their own.</summary>
internal static class DeploymentEvents
{
    /// <summary>Something happened to a deployment.</summary>
    /// <param name="clause">What.</param>
    public static EventRecord Of(DeploymentRecord deployment, string clause, DateTimeOffset now) =>
        OperatorEvent.Of(EventKinds.Deployment, $"The deployment {deployment.Name} {clause}", now);
}
