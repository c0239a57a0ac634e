using System.Text.Json.Serialization;
using Aops.Contracts.Wire.Runs;

namespace Aops.Server.Drifts;

/// <summary>A playbook on a host: what was found last.</summary>
internal sealed record DriftView
{
    /// <summary>Name of the playbook, whatever its version.</summary>
    public required string Playbook { get; init; }

    /// <summary>Id of the host.</summary>
    public required string Host { get; init; }

    public required string Hostname { get; init; }

    /// <summary>The version that was checked or applied last.</summary>
    public required string Version { get; init; }

    /// <summary>The run that checked or applied it last, with success.</summary>
    public required string Run { get; init; }

    /// <summary>When it was applied last, with success, UTC; absent for never.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>When it was checked last, with success, UTC; absent for never.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>How many of its tasks would change something; 0 where none would.</summary>
    public required long Drifted { get; init; }

    /// <summary>The tasks that would, at most 100.</summary>
    public required IReadOnlyList<PlaybookTask> Tasks { get; init; }

    public static DriftView Of(DriftRecord drift) => new()
    {
        Playbook = drift.Playbook,
        Host = drift.AgentId,
        Hostname = drift.Hostname,
        Version = drift.Version,
        Run = drift.RunId,
        AppliedAt = drift.AppliedAt,
        CheckedAt = drift.CheckedAt,
        Drifted = drift.Drifted,
        Tasks = drift.Tasks,
    };
}

/// <summary>Answer of <c>GET /api/v1/drift</c>.</summary>
internal sealed record DriftList
{
    /// <summary>By playbook and host.</summary>
    public required IReadOnlyList<DriftView> Drift { get; init; }

    /// <summary>With <c>count</c>: the hosts of every playbook, by its name, whatever is listed; absent else.</summary>
    public IReadOnlyList<DriftCount>? Playbooks { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>Hosts of a playbook.</summary>
internal sealed record DriftCount
{
    /// <summary>Name of the playbook, whatever its version.</summary>
    public required string Playbook { get; init; }

    /// <summary>Hosts on which it would change something.</summary>
    public required long Drifted { get; init; }

    /// <summary>Hosts on which it would change nothing.</summary>
    public required long InSync { get; init; }
}

/// <summary>JSON of drift, in answers and as it is stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DriftView))]
[JsonSerializable(typeof(DriftList))]
[JsonSerializable(typeof(IReadOnlyList<PlaybookTask>))]
internal sealed partial class DriftJson : JsonSerializerContext;
