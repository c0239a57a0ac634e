using System.Text.Json.Serialization;

namespace Aops.Server.Heartbeats.Instances;

/// <summary>JSON of <see cref="InstanceState"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InstanceState))]
internal sealed partial class InstanceJson : JsonSerializerContext;
