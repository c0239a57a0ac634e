using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Alerts;

/// <summary>How urgent an alert is.</summary>
[JsonConverter(typeof(KebabEnumConverter<AlertSeverity>))]
internal enum AlertSeverity
{
    /// <summary>To be known.</summary>
    Info,

    /// <summary>To be looked at within the day.</summary>
    Warning,

    /// <summary>To be looked at now.</summary>
    Critical,
}
