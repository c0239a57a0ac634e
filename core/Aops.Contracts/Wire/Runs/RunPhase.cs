using System.Text.Json.Serialization;

namespace Aops.Contracts.Wire.Runs;

/// <summary>Where a run stands on a host.</summary>
[JsonConverter(typeof(OpenEnumConverter<RunPhase>))]
public enum RunPhase
{
    /// <summary>The host has noted it, and starts it when it may.</summary>
    Accepted,

    /// <summary>Its program was executed.</summary>
    Running,

    /// <summary>It exited with 0.</summary>
    Succeeded,

    /// <summary>It exited with another code or by a signal of its own, or could not be executed.</summary>
    Failed,

    /// <summary>It ran, or was silent, for longer than it may, and was ended.</summary>
    TimedOut,

    /// <summary>The kernel ended it for its limit of memory.</summary>
    Killed,

    /// <summary>It was ended, or not started, by order.</summary>
    Cancelled,

    /// <summary>The host does not run it: its policy, a signature or a parameter; nothing was executed.</summary>
    Refused,

    /// <summary>Its time to start had passed; nothing was executed.</summary>
    Expired,

    /// <summary>The host or its keeper ended in the middle: it may have run, wholly or in part.</summary>
    Unknown,
}
