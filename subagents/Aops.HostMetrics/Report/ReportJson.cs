using System.Text.Json.Serialization;

namespace Aops.HostMetrics.Report;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HostReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
