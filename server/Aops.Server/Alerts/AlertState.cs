using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Alerts;

/// <summary>Where an alert stands.</summary>
[JsonConverter(typeof(KebabEnumConverter<AlertState>))]
internal enum AlertState
{
    /// <summary>Its condition does not hold.</summary>
    Ok,

    /// <summary>It holds, and not yet for the time of the rule.</summary>
    Pending,

    /// <summary>It holds; receivers were told.</summary>
    Firing,

    /// <summary>It was firing, and does not hold any more; receivers were told.</summary>
    Resolved,

    /// <summary>It holds, and a silence covers it.</summary>
    Muted,
}
