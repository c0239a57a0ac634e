using System.Security.Authentication;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Layout;
using Aops.Native.Crypto;

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
            // Where no authority is pinned nothing else asks before the request does.
            if (OpenSsl.FindFault() is not null) return false;
            if (IdentityFile.Read(layout) is not { } identity) return false;
            if (ConnectionFile.TryRead(layout, out _)?.InForce() is not { } connection) return false;
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(Limits.FarewellSecondsMax));
            using var client = new HttpClient(connection.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
            using var request = new HttpRequestMessage(
                HttpMethod.Post, new Uri(connection.Server, $"api/agents/farewell/{KebabName.Of(reason)}"));
            request.Headers.Add(WireHeaders.AgentId, identity.AgentId);
            request.Headers.Add(WireHeaders.AgentToken, identity.AgentToken);
            using var response = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return response.IsSuccessStatusCode;
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
