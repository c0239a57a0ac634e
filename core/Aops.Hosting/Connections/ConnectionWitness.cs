using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;

namespace Aops.Hosting.Connections;

/// <summary>
/// Asks a server whether it accepts this host, by one authenticated request that changes nothing: <c>GET
/// /api/agents/self</c>, answered with 204 or 401.
/// </summary>
public static class ConnectionWitness
{
    private const string Path = "api/agents/self";

    /// <summary>Asks once.</summary>
    /// <param name="connection">The server, the proxy and the trusted authorities.</param>
    /// <param name="identity">The identity to authenticate with.</param>
    /// <param name="cancellationToken">Cancels the request, with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The outcome; every fault of the network and of the server is one.</returns>
    public static async Task<WitnessOutcome> AskAsync(
        ServerConnection connection, Identity identity, CancellationToken cancellationToken)
    {
        var server = connection.Server;
        try
        {
            return await AgentRequest.SendOnceAsync(
                connection, identity, HttpMethod.Get, Path, TimeSpan.FromSeconds(Limits.WitnessSecondsMax),
                (response, token) => ReadAsync(server, response, token), cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WitnessOutcome.Unreachable($"{server} gave no answer within {Limits.WitnessSecondsMax} s");
        }
        catch (HttpRequestException e)
        {
            return new WitnessOutcome.Unreachable(PinnedHttp.Explain(e, server, connection.Proxy));
        }
        // A token that cannot be a header, an authority that is not a certificate, or a connection that breaks off
        // within a reply.
        catch (Exception e) when (
            e is IOException or InvalidDataException or FormatException or AuthenticationException)
        {
            return new WitnessOutcome.Unreachable($"{server} cannot be asked: {e.Message}");
        }
    }

    private static async Task<WitnessOutcome> ReadAsync(
        Uri server, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NoContent) return ReadAccepted(response);
        var status = (int)response.StatusCode;
        return await TryProblemAsync(response, cancellationToken) switch
        {
            { Type: Problem.NoSuchPath } => new WitnessOutcome.Unreachable(
                $"{server} is older than this agent and cannot say whether it accepts this host"),
            { } problem when status is >= 400 and < 500 and not 408 and not 429 =>
                new WitnessOutcome.Refused($"{server} answered {status}: {problem.Detail ?? problem.Title}"),
            // Without a problem document of this server, a proxy or another program has replied.
            _ => new WitnessOutcome.Unreachable($"{server} answered {status}"),
        };
    }

    private static WitnessOutcome.Accepted ReadAccepted(HttpResponseMessage response)
    {
        string? HeaderOf(string name) =>
            response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
        return new WitnessOutcome.Accepted
        {
            HeardVersion = HeaderOf(WireHeaders.HeardVersion) is { } version && Names.IsValid(version) ? version : null,
            HeardSecondsAgo = double.TryParse(
                HeaderOf(WireHeaders.HeardSecondsAgo), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out var seconds)
                ? seconds
                : null,
        };
    }

    private static async Task<Problem?> TryProblemAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != Problem.MediaType) return null;
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = new byte[Limits.ProblemBytesMax];
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(body.AsSpan(0, length), ContractsJson.Default.Problem);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
