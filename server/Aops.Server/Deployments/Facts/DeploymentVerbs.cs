namespace Aops.Server.Deployments.Facts;

/// <summary>The verbs of deployments that mean something to this server; a runbook may have any others.</summary>
internal static class DeploymentVerbs
{
    /// <summary>The parameter of a runbook that says what is done; its values are the verbs.</summary>
    public const string Parameter = "verb";

    /// <summary>It is brought to a host, or once more.</summary>
    public const string Deploy = "deploy";

    /// <summary>It is on a host no longer.</summary>
    public const string Remove = "remove";
}
