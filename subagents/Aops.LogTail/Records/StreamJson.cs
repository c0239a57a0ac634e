using System.Text.Json.Serialization;

namespace Aops.LogTail.Records;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StreamState))]
internal sealed partial class StreamJson : JsonSerializerContext;
