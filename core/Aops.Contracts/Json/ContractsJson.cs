using System.Text.Json.Serialization;
using Aops.Contracts.Local;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Inventory;
using Aops.Contracts.Wire.Runs;

namespace Aops.Contracts.Json;

/// <summary>
/// Source-generated JSON of every record of this project: compact, camelCase, enums as kebab-case names, nulls
/// omitted.
/// </summary>
/// <remarks>
/// A property with a default has <c>set</c> instead of <c>init</c>: generated code passes every <c>init</c>
/// property to the constructor, even one that is absent in the document, and so would replace its default with null
/// or 0.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(RegisterReply))]
[JsonSerializable(typeof(EnrolmentLook))]
[JsonSerializable(typeof(HeartbeatRequest))]
[JsonSerializable(typeof(HeartbeatReply))]
[JsonSerializable(typeof(HeartbeatRequest[]))]
[JsonSerializable(typeof(DesiredState))]
[JsonSerializable(typeof(CommandResult))]
[JsonSerializable(typeof(CommandLog))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(LocalMessage))]
[JsonSerializable(typeof(SubAgentSpec))]
[JsonSerializable(typeof(SubAgentStatus))]
[JsonSerializable(typeof(WitnessTestimony))]
[JsonSerializable(typeof(OsInventory))]
[JsonSerializable(typeof(KernelInventory))]
[JsonSerializable(typeof(LibcInventory))]
[JsonSerializable(typeof(CpuInventory))]
[JsonSerializable(typeof(MemoryInventory))]
[JsonSerializable(typeof(DiskInventory))]
[JsonSerializable(typeof(AddressInventory))]
[JsonSerializable(typeof(PackageInventory))]
[JsonSerializable(typeof(UnitInventory))]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(RunOutputReply))]
[JsonSerializable(typeof(SignedCommand))]
public sealed partial class ContractsJson : JsonSerializerContext;
