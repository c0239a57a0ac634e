using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Runs.Steps;

/// <summary>How a run stands as a whole. Of one that is halted or cancelled, hosts that have it may go on for a while.</summary>
[JsonConverter(typeof(KebabEnumConverter<RunState>))]
internal enum RunState
{
    /// <summary>Hosts have their turn.</summary>
    Running,

    /// <summary>More hosts failed than may: no further one has its turn.</summary>
    Halted,

    /// <summary>An operator has ended it.</summary>
    Cancelled,

    /// <summary>Every host has ended.</summary>
    Ended,
}
