using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Rights;

/// <summary>What a grant lets its holder do within its scope.</summary>
[JsonConverter(typeof(KebabEnumConverter<Role>))]
internal enum Role
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Reads, and changes hosts and what they should be.</summary>
    Operator,

    /// <summary>Reads, and publishes releases, which belong to the whole fleet.</summary>
    Releaser,

    /// <summary>Everything, users and keys included; always on the whole fleet.</summary>
    Admin,
}
