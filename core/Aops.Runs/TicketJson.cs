using System.Text.Json.Serialization;

namespace Aops.Runs;

/// <summary>JSON of <see cref="RunTicket"/>, apart from that of the keeper, which never reads one.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RunTicket))]
internal sealed partial class TicketJson : JsonSerializerContext;
