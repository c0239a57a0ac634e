using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Server.Agents;

namespace Aops.Server.Certificates;

/// <summary>Which hosts trust which authority, by their last heartbeats.</summary>
internal sealed class AuthorityCensus(AgentStore agents, TimeProvider clock)
{
    private const int PageRows = 500;

    /// <summary>Reads the answer from the store.</summary>
    public async Task<IReadOnlyList<HostTrust>> TakeAsync(CancellationToken cancellationToken)
    {
        var hosts = new List<HostTrust>();
        string? after = null;
        while (await agents.ListAsync(after, PageRows, cancellationToken) is { Count: > 0 } page)
        {
            hosts.AddRange(page.Select(Read));
            after = page[^1].Id;
        }
        return hosts;
    }

    private HostTrust Read(AgentRecord agent)
    {
        var connection = agent.Status is { } json
            ? JsonSerializer.Deserialize(json, ContractsJson.Default.HeartbeatRequest)?.Agent.Connection
            : null;
        return new HostTrust
        {
            AgentId = agent.Id,
            Hostname = agent.Hostname,
            LastSeen = agent.LastSeen,
            IsGone = clock.GetUtcNow() - (agent.LastSeen ?? agent.EnrolledAt) > ServerLimits.AuthorityHostGone,
            Authorities = connection?.Authorities,
            Fault = connection?.FailedGeneration is { } failed ? $"generation {failed}: {connection.Reason}" : null,
        };
    }
}

/// <summary>The authorities that a host trusts.</summary>
internal sealed record HostTrust
{
    public required string AgentId { get; init; }

    public required string Hostname { get; init; }

    /// <summary>Null for a host that never sent a heartbeat.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Whether it was silent for so long that the rotation does not wait for it.</summary>
    public required bool IsGone { get; init; }

    /// <summary>
    /// SHA-256 in lower-case hexadecimal; null if the host does not report it, as older versions.
    /// </summary>
    public IReadOnlyList<string>? Authorities { get; init; }

    /// <summary>Why the host refused a signed authority; null for none.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether it reported that it trusts an authority.</summary>
    public bool Trusts(CertificateAuthority authority) => Authorities?.Contains(authority.Sha256) == true;
}
