using System.Text.Json.Serialization;
using Aops.AgentService.Faults;
using Aops.AgentService.Status;

namespace Aops.AgentService;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Outcome))]
[JsonSerializable(typeof(StatusReport))]
internal sealed partial class ServiceJson : JsonSerializerContext;
