using Aops.Contracts;

namespace Aops.AgentService.Install;

/// <summary>What <c>install</c> was asked for.</summary>
internal sealed record InstallOptions
{
    /// <summary>Version to install; null for the server's wish, else the newest.</summary>
    public string? Version { get; init; }

    /// <summary>Identity to take; null for the one that the host has, else a new one.</summary>
    public string? AgentId { get; init; }

    /// <summary>The server; null for the one in conf.yml.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Enrolment token; null only where the host keeps an identity.</summary>
    public string? Token { get; init; }

    /// <summary>Whether the token is the one of <see cref="AopsLayout.EnrolmentToken"/>, deleted after a success.</summary>
    public bool ConsumesProvisionedToken { get; init; }

    /// <summary>PEM file of the server's certificate authority; null for the one that is pinned already.</summary>
    public string? CaFile { get; init; }

    /// <summary>Names the authority where there is no file of it; null to go by the file.</summary>
    public AuthorityFingerprint? CaFingerprint { get; init; }

    /// <summary>Bundle in place of the server's repository, or null.</summary>
    public string? Bundle { get; init; }

    /// <summary>The TUF root to trust; null for the one that is trusted already, else the server's.</summary>
    public string? TrustRoot { get; init; }

    /// <summary>Longest wait for the first heartbeat.</summary>
    public TimeSpan HeartbeatTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Only check, and say what would be done.</summary>
    public bool DryRun { get; init; }
}
