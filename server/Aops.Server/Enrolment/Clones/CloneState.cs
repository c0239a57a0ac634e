using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Enrolment.Clones;

/// <summary>State of a clone's request.</summary>
[JsonConverter(typeof(KebabEnumConverter<CloneState>))]
internal enum CloneState
{
    /// <summary>It waits for the operator.</summary>
    Waiting,

    /// <summary>The operator has consented; the clone gets its identity with its next request.</summary>
    Approved,

    /// <summary>The operator has refused.</summary>
    Refused,
}
