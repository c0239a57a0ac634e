using System.Text.Json.Serialization;

namespace Aops.ReleaseTool.Output;

/// <summary>JSON of what verbs print with <c>--json</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ToolReport))]
internal sealed partial class ToolJson : JsonSerializerContext;
