using System.Text.Json.Serialization;

namespace Aops.Server.Batch;

/// <summary>JSON of the batch form, whose members carry their names in snake_case.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(BatchReply))]
internal sealed partial class BatchJson : JsonSerializerContext;
