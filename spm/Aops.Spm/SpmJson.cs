using System.Text.Json.Serialization;
using Aops.Contracts.Wire;
using Aops.Spm.Commands;
using Aops.Spm.Desired;
using Aops.Spm.SubAgents;

namespace Aops.Spm;

/// <summary>JSON of spm's own files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(List<CommandRecord>))]
[JsonSerializable(typeof(SubAgentRecord))]
[JsonSerializable(typeof(List<SubAgentFloor>))]
[JsonSerializable(typeof(DesiredFile))]
[JsonSerializable(typeof(ChangeHold))]
internal sealed partial class SpmJson : JsonSerializerContext;
