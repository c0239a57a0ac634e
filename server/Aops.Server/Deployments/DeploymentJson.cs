using System.Text.Json.Serialization;

namespace Aops.Server.Deployments;

/// <summary>JSON of deployments, in the style of the operator's API; a member that is not known is refused at every depth.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DeploymentRequest))]
[JsonSerializable(typeof(DeploymentPace))]
[JsonSerializable(typeof(DeploymentVerbRequest))]
[JsonSerializable(typeof(DeploymentView))]
[JsonSerializable(typeof(DeploymentDetail))]
[JsonSerializable(typeof(DeploymentList))]
[JsonSerializable(typeof(DeploymentReply))]
[JsonSerializable(typeof(DeploymentHostView))]
[JsonSerializable(typeof(DeploymentHostList))]
[JsonSerializable(typeof(DeploymentLogRun))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class DeploymentJson : JsonSerializerContext;
