using System.Text.Json.Serialization;
using Aops.Contracts.Local;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;

namespace Aops.Contracts;

/// <summary>Compact JSON of every record here: camelCase, enums as kebab-case names, nulls left out.</summary>
/// <remarks>
/// A member with a default is <c>set</c> and not <c>init</c>: generated code passes every <c>init</c> member of a
/// document, also an absent one, which would put null or 0 in place of the default.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(RegisterReply))]
[JsonSerializable(typeof(HeartbeatRequest))]
[JsonSerializable(typeof(HeartbeatReply))]
[JsonSerializable(typeof(HeartbeatRequest[]))]
[JsonSerializable(typeof(BatchEntry[]))]
[JsonSerializable(typeof(BatchReplyEntry[]))]
[JsonSerializable(typeof(DesiredState))]
[JsonSerializable(typeof(CommandResult))]
[JsonSerializable(typeof(CommandLog))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(LocalMessage))]
[JsonSerializable(typeof(SubAgentSpec))]
[JsonSerializable(typeof(SubAgentStatus))]
[JsonSerializable(typeof(Identity))]
[JsonSerializable(typeof(WitnessTestimony))]
public sealed partial class ContractsJson : JsonSerializerContext;
