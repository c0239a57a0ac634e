using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Hosting.Connections;

/// <summary>Where the connection of a host to its server stands.</summary>
[JsonConverter(typeof(KebabEnumConverter<ConnectionState>))]
public enum ConnectionState
{
    /// <summary>No server has accepted this identity yet: what the files say is in force, and nothing could witness.</summary>
    Unproven,

    /// <summary>The connection in force was accepted.</summary>
    Proven,

    /// <summary>A changed connection is in force and was not accepted yet; the proven one is its witness.</summary>
    Probation,

    /// <summary>The changed connection was not accepted while the proven one was, which is in force again.</summary>
    Returned,
}
