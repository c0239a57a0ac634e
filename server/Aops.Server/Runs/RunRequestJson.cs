using System.Text.Json.Serialization;

namespace Aops.Server.Runs;

/// <summary>JSON of requests for runs; a member that is not known is refused at every depth, as it may be misspelt.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(RerunRequest))]
[JsonSerializable(typeof(CancelRequest))]
internal sealed partial class RunRequestJson : JsonSerializerContext;
