using System.Text.Json.Serialization;

namespace Aops.Server.People;

/// <summary>JSON of approvals, in the style of the operator's API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ApprovalView))]
[JsonSerializable(typeof(ApprovalList))]
[JsonSerializable(typeof(ApprovalRuleRequest))]
[JsonSerializable(typeof(ApprovalRule))]
[JsonSerializable(typeof(ApprovalRuleList))]
internal sealed partial class ApprovalJson : JsonSerializerContext;
