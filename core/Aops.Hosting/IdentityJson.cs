using System.Text.Json.Serialization;

namespace Aops.Hosting;

/// <summary>JSON of <see cref="Identity"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Identity))]
public sealed partial class IdentityJson : JsonSerializerContext;
