using Aops.AgentService.Enrolment;
using Aops.Layout;

namespace Aops.AgentService.Install;

/// <summary>Options of <c>install</c>.</summary>
internal sealed record InstallOptions
{
    /// <summary>Version to install; null for the version that the server wants, otherwise the newest.</summary>
    public string? Version { get; init; }

    /// <summary>Identity to take; null for the one that the host has, otherwise a new one.</summary>
    public string? AgentId { get; init; }

    /// <summary>Name under which the host reports; null for the one of conf.yml, else the machine's own.</summary>
    public string? HostName { get; init; }

    /// <summary>The server; null for the one in conf.yml.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Enrolment token; null only if the host has an identity.</summary>
    public string? Token { get; init; }

    /// <summary>Whether the token is the one of <see cref="AopsLayout.EnrolmentToken"/>, deleted after a success.</summary>
    public bool ConsumesProvisionedToken { get; init; }

    /// <summary>PEM file of the server's certificate authority; null for the pinned one.</summary>
    public string? CaFile { get; init; }

    /// <summary>Fingerprint of the authority if there is no file of it; null otherwise.</summary>
    public AuthorityFingerprint? CaFingerprint { get; init; }

    /// <summary>Bundle to use instead of the server's repository, or null.</summary>
    public string? Bundle { get; init; }

    /// <summary>The TUF root to trust; null for the trusted one, otherwise the server's.</summary>
    public string? TrustRoot { get; init; }

    /// <summary>Longest wait for the first heartbeat.</summary>
    public TimeSpan HeartbeatTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait for an operator's approval, where the enrolment token asks for one.</summary>
    public TimeSpan ApprovalTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether to check only, and to report what would be done.</summary>
    public bool DryRun { get; init; }
}
