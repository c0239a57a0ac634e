using System.Text.Json.Serialization;

namespace Aops.Server.Explain;

/// <summary>JSON of what explains a host.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ExplainReply))]
internal sealed partial class ExplainJson : JsonSerializerContext;
