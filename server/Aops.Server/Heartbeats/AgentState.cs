using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Heartbeats;

/// <summary>Presence of an agent in <c>/api/fleet</c>; a late agent counts as online.</summary>
[JsonConverter(typeof(KebabEnumConverter<AgentState>))]
internal enum AgentState
{
    /// <summary>Enrolled, without any heartbeat since.</summary>
    Never,
    Online,
    Offline,
}
