using System.Text.Json.Serialization;

namespace Aops.Server.People;

/// <summary>JSON of users, keys and sessions, in the style of the operator's API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(UserRequest))]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(UserList))]
[JsonSerializable(typeof(PasswordRequest))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(KeyCreated))]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(MeView))]
internal sealed partial class AccessJson : JsonSerializerContext;
