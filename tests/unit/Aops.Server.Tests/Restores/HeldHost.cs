using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Restores;

/// <summary>A host that holds what it is told, as one does: with the history, and it tells of it where it is asked.</summary>
internal sealed class HeldHost(TestAgent agent)
{
    private DesiredState? _held;
    private bool _isAsked;

    public string Id => agent.Id;

    /// <summary>What it holds, as the log level that it has; null for none.</summary>
    public string? Level => _held?.Settings.GetValueOrDefault("logLevel");

    /// <summary>Version of the suite that it is to have.</summary>
    public string? Version => _held?.Agent?.Version;

    public DesiredState? Held => _held;

    /// <summary>Whether it is a host of before, that knows of no history.</summary>
    public bool IsOld { get; init; }

    /// <summary>Whether it does not tell what it holds, although it is asked.</summary>
    public bool IsMute { get; init; }

    /// <summary>Goes on until the server has nothing to say.</summary>
    /// <returns>How many answers told it of something.</returns>
    public async Task<int> SettleAsync()
    {
        for (var count = 0; count < 12; count++)
        {
            var reply = await AskAsync();
            if (reply["desired"] is null && !_isAsked) return count;
        }
        throw new InvalidOperationException("the server never has enough");
    }

    /// <summary>Holds what another one holds: the same host under another server.</summary>
    public void TakeOver(HeldHost other) => _held = other._held;

    private async Task<JsonNode> AskAsync()
    {
        var (status, reply) = await agent.SendAsync(agent.Heartbeat(_held?.Revision ?? 0) with
        {
            History = IsOld ? null : _held?.History,
            Held = _isAsked && !IsMute ? _held : null,
        });
        Assert.True(status == HttpStatusCode.OK, reply?.ToJsonString());
        if (reply!["desired"] is { } desired) _held = desired.Deserialize(ContractsJson.Default.DesiredState);
        _isAsked = !IsOld && reply["asksForHeld"] is { } asked && (bool)asked;
        return reply;
    }
}
