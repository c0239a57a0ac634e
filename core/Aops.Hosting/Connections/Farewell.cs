using System.Security.Authentication;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json.Diagnosis;
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
    /// <returns>What became of it; never throws.</returns>
    public static async Task<FarewellOutcome> SayAsync(AopsLayout layout, FarewellReason reason)
    {
        Identity? identity;
        try
        {
            identity = IdentityFile.Read(layout);
        }
        catch (Exception e) when (
            e is IOException or InvalidDataException or UnauthorizedAccessException or JsonException)
        {
            return new FarewellOutcome.Unheard($"the identity cannot be read: {JsonFaults.Explain(e)}");
        }
        var record = ConnectionFile.TryRead(layout, out var fault);
        if (fault is not null) return new FarewellOutcome.Unheard(fault);
        return identity is not null && record?.InForce() is { } connection
            ? await SayAsync(connection, identity, reason)
            : new FarewellOutcome.NoServer();
    }

    private static async Task<FarewellOutcome> SayAsync(
        ServerConnection connection, Identity identity, FarewellReason reason)
    {
        var server = connection.Server;
        try
        {
            return await AgentRequest.SendOnceAsync<FarewellOutcome>(
                connection, identity, HttpMethod.Post, $"api/agents/farewell/{KebabName.Of(reason)}",
                TimeSpan.FromSeconds(Limits.FarewellSecondsMax),
                (response, _) => Task.FromResult<FarewellOutcome>(response.IsSuccessStatusCode
                    ? new FarewellOutcome.Heard()
                    : new FarewellOutcome.Unheard($"{server} answered {(int)response.StatusCode}")),
                CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            return new FarewellOutcome.Unheard($"{server} gave no answer within {Limits.FarewellSecondsMax} s");
        }
        catch (HttpRequestException e)
        {
            return new FarewellOutcome.Unheard(PinnedHttp.Explain(e, server, connection.Proxy));
        }
        catch (Exception e) when (
            e is IOException or InvalidDataException or FormatException or AuthenticationException)
        {
            return new FarewellOutcome.Unheard($"{server} cannot be told: {e.Message}");
        }
    }
}
