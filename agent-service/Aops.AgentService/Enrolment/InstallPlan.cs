using System.Security.Cryptography.X509Certificates;
using Aops.Hosting;

namespace Aops.AgentService.Enrolment;

/// <summary>Result of the checks before an install. Nothing was changed yet.</summary>
internal sealed record InstallPlan
{
    public required Uri Endpoint { get; init; }

    /// <summary>The proxy to the server, in the form of the setting <c>proxy</c>.</summary>
    public string Proxy { get; init; } = ServerProxy.FromEnvironment;

    /// <summary>Content of the PEM file to pin; null to trust the system's authorities.</summary>
    public byte[]? CaPem { get; init; }

    /// <summary>The authorities of <see cref="CaPem"/>.</summary>
    public X509Certificate2Collection? Authority { get; init; }

    /// <summary>The identity that the host has; null if none.</summary>
    public Identity? Identity { get; init; }

    /// <summary>Whether conf.yml names no server yet, or another one.</summary>
    public bool IsOtherServer { get; init; }

    /// <summary>Name under which the host reports; null for the machine's own.</summary>
    public string? HostName { get; init; }

    /// <summary>New text of conf.yml; null to leave the file as it is.</summary>
    public string? NewConf { get; init; }

    /// <summary>The TUF root to trust; null to ask the server for it.</summary>
    public byte[]? TrustRoot { get; init; }

    /// <summary>Whether an installation exists.</summary>
    public bool IsUpgradeOfOlder { get; init; }

    /// <summary>Notes for the operator.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
