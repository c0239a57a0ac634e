using System.Text.Json.Serialization;
using Aops.Server.Layers;

namespace Aops.Server.Freezes;

/// <summary>Body of <c>PUT /api/v1/freeze</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FreezeRequest
{
    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>When it ends by itself; without it, an operator ends it.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>Whether the fleet is frozen.</summary>
internal sealed record FreezeView
{
    public required bool IsFrozen { get; init; }

    /// <summary>Why; absent where it is not frozen, as all that follows.</summary>
    public string? Reason { get; init; }

    /// <summary>Who froze it.</summary>
    public string? Author { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When it ends by itself; absent where an operator ends it.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether nothing was written.</summary>
    public bool? DryRun { get; init; }

    public static FreezeView Of(Freeze? freeze) => new()
    {
        IsFrozen = freeze is not null, Reason = freeze?.Reason, Author = freeze?.Author, Since = freeze?.Since,
        Until = freeze?.Until,
    };
}

/// <summary>JSON of the freeze, in the style of the operator's API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FreezeRequest))]
[JsonSerializable(typeof(FreezeView))]
internal sealed partial class FreezeJson : JsonSerializerContext;
