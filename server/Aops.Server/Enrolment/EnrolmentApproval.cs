using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Enrolment;

/// <summary>Who lets a host in that shows a valid enrolment token.</summary>
[JsonConverter(typeof(KebabEnumConverter<EnrolmentApproval>))]
internal enum EnrolmentApproval
{
    /// <summary>The token alone.</summary>
    Auto,

    /// <summary>An operator, for each host; until then the host waits.</summary>
    Manual,
}
