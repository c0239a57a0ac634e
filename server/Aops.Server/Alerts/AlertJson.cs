using System.Text.Json.Serialization;

namespace Aops.Server.Alerts;

/// <summary>JSON of alerts, in the style of the operator's API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AlertView))]
[JsonSerializable(typeof(AlertList))]
[JsonSerializable(typeof(AlertRuleRequest))]
[JsonSerializable(typeof(AlertRuleView))]
[JsonSerializable(typeof(AlertRuleList))]
[JsonSerializable(typeof(AlertRuleReply))]
[JsonSerializable(typeof(AlertMessage))]
[JsonSerializable(typeof(SilenceRequest))]
[JsonSerializable(typeof(AcknowledgeRequest))]
[JsonSerializable(typeof(Silence))]
[JsonSerializable(typeof(SilenceList))]
[JsonSerializable(typeof(SilenceReply))]
internal sealed partial class AlertJson : JsonSerializerContext;
