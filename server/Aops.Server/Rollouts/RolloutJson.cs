using System.Text.Json.Serialization;
using Aops.Rollouts.Hosts;

namespace Aops.Server.Rollouts;

/// <summary>JSON of rollouts, in answers and as they are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StrategyMessage))]
[JsonSerializable(typeof(HostTraits))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, int>))]
[JsonSerializable(typeof(PlanView))]
[JsonSerializable(typeof(RolloutRequest))]
[JsonSerializable(typeof(StartRequest))]
[JsonSerializable(typeof(VerbRequest))]
[JsonSerializable(typeof(StageVerbRequest))]
[JsonSerializable(typeof(RetryRequest))]
[JsonSerializable(typeof(RolloutView))]
[JsonSerializable(typeof(RolloutList))]
[JsonSerializable(typeof(RolloutDetail))]
[JsonSerializable(typeof(RolloutHostView))]
[JsonSerializable(typeof(RolloutHostList))]
internal sealed partial class RolloutJson : JsonSerializerContext;
