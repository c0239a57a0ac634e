namespace Aops.Server.Deployments.Facts;

/// <summary>What a run does of a deployment.</summary>
/// <param name="Name">Name of the deployment.</param>
/// <param name="Verb">What is done.</param>
/// <param name="Revision">The revision of its content that hosts have after it.</param>
internal sealed record DeploymentUse(string Name, string Verb, long Revision);
