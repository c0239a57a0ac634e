using System.Text.Json.Serialization;

namespace Aops.Server.Webhooks;

/// <summary>JSON of webhooks and of messages that try them, in the style of the operator's API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(WebhookView))]
[JsonSerializable(typeof(WebhookList))]
[JsonSerializable(typeof(WebhookReply))]
[JsonSerializable(typeof(DeliveryView))]
[JsonSerializable(typeof(DeliveryList))]
[JsonSerializable(typeof(TestReply))]
[JsonSerializable(typeof(TestMessage))]
internal sealed partial class WebhookJson : JsonSerializerContext;
