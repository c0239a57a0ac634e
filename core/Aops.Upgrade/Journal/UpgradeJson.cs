using System.Text.Json.Serialization;

namespace Aops.Upgrade.Journal;

/// <summary>JSON of the journal: camelCase, enums as kebab-case names, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(UpgradeJournal))]
internal sealed partial class UpgradeJson : JsonSerializerContext;
