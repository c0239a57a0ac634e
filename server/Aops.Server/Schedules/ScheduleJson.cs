using System.Text.Json.Serialization;

namespace Aops.Server.Schedules;

/// <summary>JSON of schedules, in the style of the operator's API; a member that is not known is refused at every depth.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ScheduleRequest))]
[JsonSerializable(typeof(ScheduledRun))]
[JsonSerializable(typeof(ScheduleView))]
[JsonSerializable(typeof(ScheduleList))]
[JsonSerializable(typeof(ScheduleReply))]
internal sealed partial class ScheduleJson : JsonSerializerContext;
