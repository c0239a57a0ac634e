using System.Text.Json.Serialization;
using Aops.Contracts.SubAgents;

namespace Aops.Supervision.Adoption;

/// <summary>
/// <c>state.json</c> of a sub-agent: what the next life of the supervisor must know to take it up again. It may be
/// missing, old or damaged: the processes themselves (<see cref="OrphanScan"/>) have the last word.
/// </summary>
internal sealed record ProcessCheckpoint
{
    public int Schema { get; set; } = 1;

    public required string Version { get; init; }

    /// <summary>The slot that it runs from.</summary>
    public required string SlotDirectory { get; init; }

    /// <summary><see cref="LaunchDigest"/> of what it was started by; null if that is not known.</summary>
    public string? LaunchDigest { get; init; }

    /// <summary>The boot that pid and start time belong to.</summary>
    public string BootId { get; set; } = "";

    /// <summary>Start time of process 1 in that boot; null in what older versions wrote.</summary>
    public long? InitTicks { get; set; }

    /// <summary>The boot.</summary>
    [JsonIgnore]
    public BootIdentity Boot => new(BootId, InitTicks);

    public int? Pid { get; init; }

    /// <summary>Start time of the process, in clock ticks since boot.</summary>
    public long StartTicks { get; init; }

    public required ProcessState State { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether it should run.</summary>
    public bool Wanted { get; init; }

    /// <summary>What was last applied; an order by hand may say otherwise until the next one. Null if nothing was.</summary>
    public bool? Applied { get; init; }

    /// <summary>It ended, and its policy leaves it so.</summary>
    public bool Completed { get; init; }

    public int Restarts { get; init; }

    public int DeathsInARow { get; init; }

    public string? LastExit { get; init; }

    public string? Fault { get; init; }
}

/// <summary>JSON of this library.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ProcessCheckpoint))]
internal sealed partial class SupervisionJson : JsonSerializerContext;
