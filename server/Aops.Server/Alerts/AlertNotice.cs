namespace Aops.Server.Alerts;

/// <summary>What receivers are told of.</summary>
internal enum AlertNotice
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The alert fires.</summary>
    Firing,

    /// <summary>It has ended.</summary>
    Resolved,
}
