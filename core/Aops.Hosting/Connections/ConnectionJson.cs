using System.Text.Json.Serialization;

namespace Aops.Hosting.Connections;

/// <summary>JSON of <see cref="ConnectionRecord"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(ConnectionRecord))]
internal sealed partial class ConnectionJson : JsonSerializerContext;
