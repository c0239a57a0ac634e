using System.Text.Json.Serialization;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Rollouts;

namespace Aops.Server.Runs;

/// <summary>JSON of runs, in answers and as they are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RunOrder))]
[JsonSerializable(typeof(RunAction))]
[JsonSerializable(typeof(PlaybookResult))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<RampStepMessage>))]
[JsonSerializable(typeof(WindowMessage))]
[JsonSerializable(typeof(RunDetail))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(RunPlan))]
[JsonSerializable(typeof(RunHostView))]
[JsonSerializable(typeof(RunHostList))]
[JsonSerializable(typeof(RunOutputs))]
[JsonSerializable(typeof(RunbookView))]
[JsonSerializable(typeof(RunbookList))]
internal sealed partial class RunJson : JsonSerializerContext;
