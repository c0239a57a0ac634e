using System.Text.Json.Serialization;
using Aops.Releases.Packages;

namespace Aops.Releases;

/// <summary>JSON of the records here: camelCase, indented, since people read them too.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(PackageManifest))]
public sealed partial class ReleasesJson : JsonSerializerContext;
