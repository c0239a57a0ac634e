using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Runs;

/// <summary>What one host does by its own code for a verb that waits for it: a run, which Ctrl-C cancels.</summary>
/// <param name="verb">The verb, for the reason of a cancellation.</param>
internal sealed class HostRun(OperatorApi api, string host, string verb)
{
    private const int StartSeconds = 60;

    /// <summary>Id of the run, once it is started.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Starts it, and follows it to its end.</summary>
    /// <param name="order">What is run, without the host.</param>
    /// <param name="follow">Reads its output to the end.</param>
    /// <returns>What was read, and how the host ended.</returns>
    public async Task<(T Read, JsonObject Ended)> FollowAsync<T>(
        JsonObject order, Func<Task<T>> follow, CancellationToken cancellationToken)
    {
        order["hosts"] = new JsonArray(host);
        order["ttlSeconds"] = StartSeconds;
        var answer = await api.SendAsync(
            HttpMethod.Post, ApiPath.V1("runs"), order, revision: null, cancellationToken);
        Id = answer.Object["run"].Word("id")!;
        try
        {
            var read = await follow();
            var hosts = await api.GetAsync(ApiPath.V1("runs", Id, "hosts"), cancellationToken);
            return (read, hosts.Object["hosts"]![0]!.AsObject());
        }
        catch (OperationCanceledException)
        {
            await api.SendAsync(
                HttpMethod.Post, ApiPath.V1("runs", Id, "cancel"), new JsonObject { ["reason"] = $"{verb} was ended" },
                revision: null, CancellationToken.None);
            throw;
        }
    }

    /// <summary>The fault of a host that did not do it.</summary>
    public static CliException Failed(JsonObject ended) =>
        new(CliExitCodes.Error, $"{ended.Word("hostname")}: {RunText.Ending(ended)}");
}
