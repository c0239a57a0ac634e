using System.Text.Json;
using System.Text.Json.Serialization;
using Aops.Contracts.Wire;

namespace Aops.Supervision.Adoption;

/// <summary>
/// <c>state.json</c> of a sub-agent: what the next spm process needs to adopt its process. It may be missing,
/// outdated or damaged: the running processes (<see cref="OrphanScan"/>) take precedence.
/// </summary>
internal sealed record ProcessCheckpoint
{
    public int Schema { get; set; } = 1;

    public required string Version { get; init; }

    /// <summary>The slot from which the process was started.</summary>
    public required string SlotDirectory { get; init; }

    /// <summary><see cref="LaunchDigest"/> of the process; null if unknown.</summary>
    public string? LaunchDigest { get; init; }

    /// <summary>The boot to which pid and start time belong.</summary>
    public string BootId { get; set; } = "";

    /// <summary>Start time of process 1 in that boot; null in a file of an older version.</summary>
    public long? InitTicks { get; set; }

    /// <summary>The boot.</summary>
    [JsonIgnore]
    public BootIdentity Boot => new(BootId, InitTicks);

    public int? Pid { get; init; }

    /// <summary>Start time of the process, in clock ticks since boot.</summary>
    public long StartTicks { get; init; }

    public required ProcessState State { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether the sub-agent is to run.</summary>
    public bool Wanted { get; init; }

    /// <summary>
    /// Whether the desired state that was applied last lets it run; an operator's order overrides it until the next
    /// one is applied. Null if none was applied.
    /// </summary>
    public bool? Applied { get; init; }

    /// <summary>Whether a pause has stopped it, and its end starts it again.</summary>
    public bool ResumesAfterPause { get; init; }

    /// <summary>Whether it ended and its policy does not restart it.</summary>
    public bool Completed { get; init; }

    public int Restarts { get; init; }

    public int DeathsInARow { get; init; }

    public string? LastExit { get; init; }

    public string? Fault { get; init; }

    /// <summary>Its content as the file holds it.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, SupervisionJson.Default.ProcessCheckpoint);
}

/// <summary>JSON of this library.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ProcessCheckpoint))]
internal sealed partial class SupervisionJson : JsonSerializerContext;
