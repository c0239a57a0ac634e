namespace Aops.Server.Commands;

/// <summary>How the store took a new command.</summary>
internal enum AddCommandOutcome
{
    Added,
    NoSuchAgent,

    /// <summary><see cref="ServerLimits.OpenCommandsMax"/> wait already.</summary>
    TooMany,
}

/// <summary>How the store took a result.</summary>
internal enum EndCommandOutcome
{
    Stored,

    /// <summary>It had a result: the agent repeats itself, because our answer was lost.</summary>
    Repeated,
    NoSuchCommand,
}
