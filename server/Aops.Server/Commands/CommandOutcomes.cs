namespace Aops.Server.Commands;

/// <summary>Result of adding a command.</summary>
internal enum AddCommandOutcome
{
    Added,
    NoSuchAgent,

    /// <summary><see cref="ServerLimits.OpenCommandsMax"/> commands wait already.</summary>
    TooMany,
}

/// <summary>Result of storing a command's result.</summary>
internal enum EndCommandOutcome
{
    Stored,

    /// <summary>It had a result: the agent repeats itself, since the server's reply was lost.</summary>
    Repeated,
    NoSuchCommand,
}
