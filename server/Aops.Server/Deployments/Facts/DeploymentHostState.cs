using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Deployments.Facts;

/// <summary>How a deployment stands on a host.</summary>
[JsonConverter(typeof(KebabEnumConverter<DeploymentHostState>))]
internal enum DeploymentHostState
{
    /// <summary>It was never deployed there, or was removed.</summary>
    Absent,

    /// <summary>What it is now was deployed there.</summary>
    Deployed,

    /// <summary>What it was before was deployed there.</summary>
    Outdated,

    /// <summary>It was to be deployed, and that did not succeed.</summary>
    Failed,
}
