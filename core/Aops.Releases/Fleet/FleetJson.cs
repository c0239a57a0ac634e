using System.Text.Json.Serialization;

namespace Aops.Releases.Fleet;

/// <summary>JSON of the fleet's authority: camelCase, indented, since people read it too.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(FleetAuthority))]
internal sealed partial class FleetJson : JsonSerializerContext;
