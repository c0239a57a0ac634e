using System.Text.Json.Serialization;

namespace Aops.Runs;

/// <summary>JSON of the files between spm and a keeper; no more, since the launcher carries it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(KeeperOrder))]
[JsonSerializable(typeof(KeeperProcess))]
[JsonSerializable(typeof(RunEnd))]
internal sealed partial class KeeperJson : JsonSerializerContext;
