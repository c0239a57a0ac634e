using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Rights;

/// <summary>What an endpoint demands of the one who calls it.</summary>
[JsonConverter(typeof(KebabEnumConverter<Right>))]
internal enum Right
{
    /// <summary>To act on what is one's own: every user and every key in force has it.</summary>
    Own,

    /// <summary>To read of hosts.</summary>
    Read,

    /// <summary>To change hosts.</summary>
    Change,

    /// <summary>To publish releases.</summary>
    Publish,

    /// <summary>To rule users, keys and approvals.</summary>
    Administer,
}
