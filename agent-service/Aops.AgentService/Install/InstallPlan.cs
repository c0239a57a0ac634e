using System.Security.Cryptography.X509Certificates;
using Aops.Contracts;
using Aops.Hosting;

namespace Aops.AgentService.Install;

/// <summary>What the checks before an install found: nothing was changed yet.</summary>
internal sealed record InstallPlan
{
    /// <summary>The server.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The way to it, as the setting <c>proxy</c> has it.</summary>
    public string Proxy { get; init; } = ServerProxy.FromEnvironment;

    /// <summary>Content of the PEM file that is pinned from now on; null to trust the system's authorities.</summary>
    public byte[]? CaPem { get; init; }

    /// <summary>The authorities in it.</summary>
    public X509Certificate2Collection? Authority { get; init; }

    /// <summary>The identity that the host has; null if none.</summary>
    public Identity? Identity { get; init; }

    /// <summary>Text of conf.yml that is to be written; null to leave the one that is there.</summary>
    public string? NewConf { get; init; }

    /// <summary>The TUF root to trust, where that is known without asking the server.</summary>
    public byte[]? TrustRoot { get; init; }

    /// <summary>Whether an installation is there.</summary>
    public bool IsUpgradeOfOlder { get; init; }

    /// <summary>Things an operator should know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
