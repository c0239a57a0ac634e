using System.Text.Json.Nodes;

namespace Aops.Harness;

/// <summary>Runs, as an operator's script orders and follows them.</summary>
/// <param name="server">The server; it may be restarted.</param>
public sealed class RunOrders(ServerProcess server)
{
    // Less than what one key may ask for.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Starts a plain command on one host, whose conf.yml has to say <c>runs: any</c>.</summary>
    /// <param name="host">Its id.</param>
    /// <returns>The id of the run.</returns>
    public Task<string> StartAsync(string host, JsonObject command, CancellationToken cancellationToken) =>
        StartAsync(new JsonObject { ["hosts"] = new JsonArray((JsonNode)host), ["command"] = command }, cancellationToken);

    /// <summary>Starts a run.</summary>
    /// <param name="body">The request.</param>
    /// <returns>Its id.</returns>
    public async Task<string> StartAsync(JsonObject body, CancellationToken cancellationToken) =>
        (await server.Api.SendAsync(HttpMethod.Post, "/api/v1/runs", body, cancellationToken))["run"]!["id"]!.GetValue<string>();

    /// <summary>A script for <c>/bin/sh</c>, as a command.</summary>
    public static JsonObject Script(string script) => new() { ["script"] = script };

    /// <summary>Waits until the server knows that a host takes plain commands, which the host tells with a heartbeat.</summary>
    public Task WaitForPlainAsync(string host, TimeSpan time, CancellationToken cancellationToken) =>
        Eventually.HoldsAsync("the host takes plain commands", time, async stop =>
        {
            var id = await StartAsync(host, Script("exit 0"), stop);
            return PhaseOf(await WaitForEndAsync(id, time, stop)) == "succeeded";
        }, cancellationToken);

    /// <summary>Has hosts end a run.</summary>
    public Task CancelAsync(string id, CancellationToken cancellationToken) =>
        server.Api.SendAsync(HttpMethod.Post, $"/api/v1/runs/{id}/cancel", new JsonObject(), cancellationToken);

    /// <summary>The only host of a run, as the server has it.</summary>
    public async Task<JsonObject> HostAsync(string id, CancellationToken cancellationToken) =>
        (await server.Api.SendAsync(HttpMethod.Get, $"/api/v1/runs/{id}/hosts", null, cancellationToken))["hosts"]![0]!.AsObject();

    /// <summary>Waits until the host has a phase.</summary>
    public Task<JsonObject> WaitForPhaseAsync(string id, string phase, TimeSpan time, CancellationToken cancellationToken) =>
        WaitAsync(id, $"the run is {phase}", row => PhaseOf(row) == phase, time, cancellationToken);

    /// <summary>Waits until the host has told how the run ended, and the server has all that the host has of its output.</summary>
    public Task<JsonObject> WaitForEndAsync(string id, TimeSpan time, CancellationToken cancellationToken) => WaitAsync(
        id, "the run has ended", row => row["endedAt"] is not null && (bool)row["hasWholeOutput"]!, time, cancellationToken);

    /// <summary>What a host's only run wrote to a stream, byte for byte.</summary>
    /// <param name="stream"><c>stdout</c> or <c>stderr</c>.</param>
    public Task<byte[]> OutputAsync(string id, string host, string stream, CancellationToken cancellationToken) =>
        server.Api.GetBytesAsync($"/api/v1/runs/{id}/hosts/{host}/log?stream={stream}", cancellationToken, "application/octet-stream");

    /// <summary>The phase that a row tells.</summary>
    public static string PhaseOf(JsonObject row) => row["phase"]!.GetValue<string>();

    private Task<JsonObject> WaitAsync(
        string id, string what, Func<JsonObject, bool> fits, TimeSpan time, CancellationToken cancellationToken) =>
        Eventually.ReadAsync(
            what, time, stop => HostAsync(id, stop), fits, row => row.ToJsonString(), Pause, cancellationToken);
}
