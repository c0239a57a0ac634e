using System.Text.Json.Serialization;

namespace Aops.Releases.Fleet;

/// <summary>
/// JSON of the fleet's mirrors: camelCase, indented, since people write it. A member that is not known is a slip of the pen
/// that the tool tells of.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(FleetMirrors))]
internal sealed partial class MirrorsJson : JsonSerializerContext;
