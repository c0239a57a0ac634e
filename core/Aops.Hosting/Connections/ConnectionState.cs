using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Hosting.Connections;

/// <summary>State of a host's connection to its server.</summary>
[JsonConverter(typeof(KebabEnumConverter<ConnectionState>))]
public enum ConnectionState
{
    /// <summary>
    /// No server has accepted this identity yet: the files' connection is in force, and there is no proven one to
    /// compare with.
    /// </summary>
    Unproven,

    /// <summary>The connection in force was accepted.</summary>
    Proven,

    /// <summary>
    /// A changed connection is in force and not accepted yet; the proven one serves as its witness.
    /// </summary>
    Probation,

    /// <summary>
    /// The changed connection was not accepted while the proven one was; the proven one is in force again.
    /// </summary>
    Returned,
}
