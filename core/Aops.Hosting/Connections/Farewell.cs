using System.Security.Authentication;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Layout;

namespace Aops.Hosting.Connections;

/// <summary>
/// Tells the server that no more heartbeats will come, so that a host which was stopped on purpose is not taken for a dead
/// one. Nothing waits longer than <see cref="Limits.FarewellSecondsMax"/> for it, and nothing fails because of it.
/// </summary>
public static class Farewell
{
    /// <summary>Says it, by the connection and the identity that this host has on disk.</summary>
    /// <returns>Whether the server has heard it; never throws.</returns>
    public static async Task<bool> TrySayAsync(AopsLayout layout, FarewellReason reason)
    {
        try
        {
            if (IdentityFile.Read(layout) is not { } identity) return false;
            if (ConnectionFile.TryRead(layout, out _)?.InForce() is not { } connection) return false;
            return await AgentRequest.SendOnceAsync(
                connection, identity, HttpMethod.Post, $"api/agents/farewell/{KebabName.Of(reason)}",
                TimeSpan.FromSeconds(Limits.FarewellSecondsMax),
                (response, _) => Task.FromResult(response.IsSuccessStatusCode), CancellationToken.None);
        }
        // No identity that can be read, no network, no answer in time, a server of before: the host goes on to end.
        catch (Exception e) when (
            e is IOException or InvalidDataException or UnauthorizedAccessException or JsonException
            or HttpRequestException or OperationCanceledException or FormatException or AuthenticationException)
        {
            return false;
        }
    }
}
