using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Runs.Steps;

/// <summary>What keeps hosts of a run from their turn.</summary>
[JsonConverter(typeof(KebabEnumConverter<RunHold>))]
internal enum RunHold
{
    /// <summary>Nothing but the number that may have it at once.</summary>
    None,

    /// <summary>The fleet is frozen, and the run does not ignore it.</summary>
    Freeze,

    /// <summary>Its window is closed.</summary>
    Window,

    /// <summary>The hosts of a step of its ramp have not all ended.</summary>
    Ramp,
}
