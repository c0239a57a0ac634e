using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Enrolment.Clones;

/// <summary>Where the wish of a clone for an identity of its own stands.</summary>
[JsonConverter(typeof(KebabEnumConverter<CloneState>))]
internal enum CloneState
{
    /// <summary>It waits for the operator.</summary>
    Waiting,

    /// <summary>The operator consents; the clone gets its identity when it asks again.</summary>
    Approved,

    /// <summary>The operator refuses.</summary>
    Refused,
}
