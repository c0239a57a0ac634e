using System.Text.Json.Serialization;

namespace Aops.Contracts;

/// <summary>The parties on the local sockets.</summary>
[JsonConverter(typeof(KebabEnumConverter<Role>))]
public enum Role
{
    /// <summary>The manager, <c>aops-spm</c>.</summary>
    Spm,

    /// <summary>The companion, <c>aops-spa</c>.</summary>
    Spa,

    /// <summary>The service CLI, <c>aops-agent-service</c>.</summary>
    Service,
}

/// <summary>Names derived from a role.</summary>
public static class RoleNames
{
    /// <summary>The short name: <c>spm</c>, <c>spa</c> or <c>service</c>.</summary>
    public static string ShortName(this Role role) => role switch
    {
        Role.Spm => "spm",
        Role.Spa => "spa",
        Role.Service => "service",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    /// <summary>The program's name: <c>aops-spm</c>, <c>aops-spa</c> or <c>aops-agent-service</c>.</summary>
    public static string ProgramName(this Role role) =>
        role == Role.Service ? "aops-agent-service" : "aops-" + role.ShortName();

    /// <summary>The other member of the pair, which watches this one.</summary>
    /// <param name="role">A member of the pair.</param>
    public static Role Peer(this Role role) => role switch
    {
        Role.Spm => Role.Spa,
        Role.Spa => Role.Spm,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "only a member of the pair has a peer"),
    };
}
