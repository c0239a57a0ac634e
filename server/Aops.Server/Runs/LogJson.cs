using System.Text.Json.Serialization;

namespace Aops.Server.Runs;

/// <summary>JSON of the log form, whose members carry their names in snake_case.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LogPiece))]
[JsonSerializable(typeof(MergedPiece))]
internal sealed partial class LogJson : JsonSerializerContext;
