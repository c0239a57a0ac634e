using System.Text.Json.Serialization;
using Aops.Contracts.Wire.Runs;

namespace Aops.Releases.Runbooks;

/// <summary>
/// JSON of what is signed about runs: camelCase, indented, since people read it too. A member that this version does not
/// know, or one that is there twice, refuses the whole: it may be a restriction.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(Runbook))]
[JsonSerializable(typeof(Commanders))]
[JsonSerializable(typeof(SignedCommand))]
[JsonSerializable(typeof(RunEnvelope))]
internal sealed partial class RunbookJson : JsonSerializerContext;
