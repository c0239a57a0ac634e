using System.Text.Json.Serialization;

namespace Aops.Server.Rights;

/// <summary>A role on a scope.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record Grant
{
    public required Role Role { get; init; }

    /// <summary>The hosts that it is for, in the query language; empty for the whole fleet.</summary>
    public string Scope { get; set; } = "";

    /// <summary>Whether a role has a right.</summary>
    public static bool Gives(Role role, Right right) => (role, right) switch
    {
        (Role.Admin, _) or (_, Right.Own or Right.Read) => true,
        (Role.Operator, Right.Change) or (Role.Releaser, Right.Publish) => true,
        _ => false,
    };
}
