using System.Text.Json.Serialization;

namespace Aops.Contracts;

/// <summary>Who speaks on the local socket.</summary>
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

/// <summary>Names that follow from a role.</summary>
public static class RoleNames
{
    /// <summary><c>spm</c>, <c>spa</c> or <c>service</c>.</summary>
    /// <param name="role">The role.</param>
    public static string ShortName(this Role role) => role switch
    {
        Role.Spm => "spm",
        Role.Spa => "spa",
        Role.Service => "service",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    /// <summary><c>aops-spm</c>, <c>aops-spa</c> or <c>aops-agent-service</c>.</summary>
    /// <param name="role">The role.</param>
    public static string ProgramName(this Role role) =>
        role == Role.Service ? "aops-agent-service" : "aops-" + role.ShortName();

    /// <summary>The half that watches this one.</summary>
    /// <param name="role">One half of the pair.</param>
    public static Role Peer(this Role role) => role switch
    {
        Role.Spm => Role.Spa,
        Role.Spa => Role.Spm,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "only a half has a peer"),
    };
}
