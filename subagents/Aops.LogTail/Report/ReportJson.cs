using System.Text.Json.Serialization;

namespace Aops.LogTail.Report;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LogTailReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
