using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Heartbeats;

/// <summary>Whether an agent is there, as <c>/api/fleet</c> tells it: one that is late is online.</summary>
[JsonConverter(typeof(KebabEnumConverter<AgentState>))]
internal enum AgentState
{
    /// <summary>Enrolled, and not one heartbeat since.</summary>
    Never,
    Online,
    Offline,
}
