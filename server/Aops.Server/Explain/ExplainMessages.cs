namespace Aops.Server.Explain;

/// <summary>Answer of <c>GET /api/v1/hosts/{id}/explain</c>.</summary>
internal sealed record ExplainReply
{
    public required string Id { get; init; }

    public required string Hostname { get; init; }

    /// <summary>What is.</summary>
    public required ExplainedIs Is { get; init; }

    /// <summary>What should be.</summary>
    public required ExplainedShould Should { get; init; }

    /// <summary>How far it is, as a word: <c>in-step</c>, <c>pending</c>, …</summary>
    public required string State { get; init; }

    /// <summary>The same as one sentence, with the host's own reason where it gives one.</summary>
    public required string Why { get; init; }

    /// <summary>Since when, UTC.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What happens next, as one sentence.</summary>
    public required string Next { get; init; }

    /// <summary>The newest rollout that has begun and has the host; absent for none.</summary>
    public ExplainedRollout? Rollout { get; init; }
}

/// <summary>What a host told of itself last.</summary>
internal sealed record ExplainedIs
{
    /// <summary>Presence: <c>never</c>, <c>online</c>, <c>late</c> or <c>offline</c>.</summary>
    public required string Presence { get; init; }

    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Version of the agent; absent where it never sent a heartbeat.</summary>
    public string? Version { get; init; }

    /// <summary>The number of what it holds.</summary>
    public long? Revision { get; init; }

    public required IReadOnlyList<ExplainedSubAgent> SubAgents { get; init; }

    public required IReadOnlyList<string> Faults { get; init; }
}

/// <summary>A sub-agent as it is.</summary>
internal sealed record ExplainedSubAgent(string Name, string? Version, string State);

/// <summary>What a host should be.</summary>
internal sealed record ExplainedShould
{
    /// <summary>The number that it is told.</summary>
    public required long Revision { get; init; }

    /// <summary>When that changed last; absent where nothing was ever said.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Its layers, the strongest last.</summary>
    public required IReadOnlyList<ExplainedLayer> Layers { get; init; }

    public required IReadOnlyList<ExplainedField> Fields { get; init; }
}

/// <summary>A layer of a host.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Revision">The revision that the host has.</param>
/// <param name="Head">The newest one.</param>
internal sealed record ExplainedLayer(string Layer, long Revision, long Head);

/// <summary>A field of what a host should be.</summary>
/// <param name="Field">Its path.</param>
/// <param name="Value">Its value.</param>
/// <param name="Layer">The layer that says it.</param>
/// <param name="Revision">The revision of that layer.</param>
/// <param name="From">The same in words: <c>from group web, revision 12</c>.</param>
internal sealed record ExplainedField(string Field, string Value, string Layer, long Revision, string From);
