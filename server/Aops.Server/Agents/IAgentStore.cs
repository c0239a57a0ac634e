namespace Aops.Server.Agents;

/// <summary>The queries about agents.</summary>
internal interface IAgentStore
{
    /// <summary>Every agent, without its status.</summary>
    ValueTask<IReadOnlyList<AgentRecord>> ListAllAgentsAsync(CancellationToken cancellationToken);

    /// <summary>Agents with their status by ascending id.</summary>
    /// <param name="after">The id that the page begins after; null for the first page.</param>
    /// <param name="limit">Rows of the page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<AgentRecord>> ListAgentsAsync(
        string? after, int limit, CancellationToken cancellationToken);

    /// <summary>One agent with its status, or null.</summary>
    ValueTask<AgentRecord?> FindAgentAsync(string agentId, CancellationToken cancellationToken);

    /// <summary>What to check an agent's requests against, or null for one that is not known.</summary>
    ValueTask<AgentCredential?> FindCredentialAsync(string agentId, CancellationToken cancellationToken);

    /// <summary>Keeps a heartbeat. Survives a crash; a power cut may take it.</summary>
    Task StoreStatusAsync(StatusUpdate update, CancellationToken cancellationToken);

    /// <summary>Keeps that an agent went offline.</summary>
    Task StoreOfflineAsync(string agentId, DateTimeOffset lastSeen, CancellationToken cancellationToken);

    /// <summary>Forgets an agent with its status, override and commands; its token is void.</summary>
    /// <returns>Whether it was known.</returns>
    Task<bool> RemoveAgentAsync(string agentId, CancellationToken cancellationToken);
}
