using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Enrolment;

/// <summary>What an operator has said to a host that needs a consent before it is enrolled.</summary>
[JsonConverter(typeof(KebabEnumConverter<ConsentState>))]
internal enum ConsentState
{
    /// <summary>It waits for an operator.</summary>
    Waiting,

    /// <summary>An operator has consented; the host is enrolled when it asks again.</summary>
    Approved,

    /// <summary>An operator has refused.</summary>
    Refused,
}
