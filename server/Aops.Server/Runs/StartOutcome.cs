namespace Aops.Server.Runs;

/// <summary>How a request to start a run ended.</summary>
internal abstract record StartOutcome
{
    /// <summary>It was started; or, of a dry run, would be.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Hosts">Its hosts.</param>
    public sealed record Started(RunRecord Run, IReadOnlyList<ChosenHost> Hosts) : StartOutcome;

    /// <summary>There is no host that it is for.</summary>
    public sealed record NoHost : StartOutcome;

    /// <summary>A host that was named is not there, or is outside of the scope.</summary>
    /// <param name="Id">Its id.</param>
    public sealed record Missing(string Id) : StartOutcome;

    /// <summary>The plan that was seen is not the one of now.</summary>
    /// <param name="Hosts">How many hosts there are now.</param>
    /// <param name="PlanHash">The plan of now.</param>
    public sealed record OtherPlan(long Hosts, string PlanHash) : StartOutcome;

    /// <summary>As many runs are open as may be.</summary>
    public sealed record TooMany : StartOutcome;

    /// <summary>A run of the deployment has not ended.</summary>
    /// <param name="Deployment">Name of the deployment.</param>
    /// <param name="RunId">The run.</param>
    public sealed record DeploymentBusy(string Deployment, string RunId) : StartOutcome;
}
