using System.Text.Json.Serialization;

namespace Aops.Server.SingleSignOn;

/// <summary>Answer of <c>GET /api/v1/sign-in</c>: how people sign in here.</summary>
internal sealed record SignInWays
{
    /// <summary>What people call the identity provider; absent without one.</summary>
    public string? Provider { get; init; }

    /// <summary>Where a browser begins a sign-in by it; absent without one.</summary>
    public string? Path { get; init; }
}

/// <summary>JSON of the sign-in.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SignInWays))]
internal sealed partial class SignInJson : JsonSerializerContext;
