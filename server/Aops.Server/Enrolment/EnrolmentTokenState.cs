using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Enrolment;

/// <summary>Whether hosts may enrol with a token: computed when it is read, never stored.</summary>
[JsonConverter(typeof(KebabEnumConverter<EnrolmentTokenState>))]
internal enum EnrolmentTokenState
{
    /// <summary>A host may enrol with it.</summary>
    Valid,

    /// <summary>As many hosts have enrolled with it as may.</summary>
    UsedUp,

    /// <summary>Its time is over.</summary>
    Expired,
}
