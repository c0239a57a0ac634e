namespace Aops.Server.Alerts;

/// <summary>How a write of a silence ended.</summary>
internal enum SilenceOutcome
{
    /// <summary>It is written, or would be.</summary>
    Done,

    /// <summary>No silence has the id.</summary>
    NoSuchSilence,

    /// <summary>No rule has the name.</summary>
    NoSuchRule,

    /// <summary>The rule looks at the server, and no hosts can be left out of it.</summary>
    NotOfHosts,

    /// <summary>There are as many as there may be.</summary>
    TooMany,
}
