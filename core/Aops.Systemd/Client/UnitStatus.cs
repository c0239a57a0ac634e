namespace Aops.Systemd.Client;

/// <summary>A unit as systemd sees it.</summary>
/// <param name="LoadState"><c>loaded</c>, <c>not-found</c>, <c>masked</c>, <c>bad-setting</c> or <c>error</c>.</param>
/// <param name="ActiveState"><c>active</c>, <c>reloading</c>, <c>inactive</c>, <c>failed</c>, <c>activating</c> or
/// <c>deactivating</c>.</param>
/// <param name="SubState">What that is for its kind of unit: <c>running</c>, <c>dead</c>, <c>auto-restart</c> and others.</param>
/// <param name="MainPid">Main process of a service; 0 for none.</param>
public sealed record UnitStatus(string LoadState, string ActiveState, string SubState, int MainPid)
{
    /// <summary>Whether there is a file for it.</summary>
    public bool IsLoaded => LoadState == "loaded";

    /// <summary>Whether it runs, or is about to end or begin.</summary>
    public bool IsLive => ActiveState is not ("inactive" or "failed");
}
