using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Harness;
using Aops.Native.Processes;
using Microsoft.AspNetCore.Http;

namespace Aops.Integration.Tests.Security;

/// <summary>What tests share in which a server in wrong hands speaks to a host in the place of the true one.</summary>
public abstract class SpeechTest(SpeechFleet speech) : IClassFixture<SpeechFleet>, IAsyncLifetime
{
    protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected Fleet Fleet => speech.Fleet;

    protected AgentHost Agent { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Agent = await Fleet.InstallAsync(Stop);
        Agent.EditConf(("heartbeatInterval", "1s"));
        await WaitForHealthAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.SendDiagnosticMessage(Agent.LogTail());
        await File.WriteAllTextAsync(Agent.Layout.StopMarker, "");
        ProcessesWithin.KillAll(Agent.Layout.Root);
        if (!await Fleet.Server.Api.IsUpAsync(CancellationToken.None).ContinueWith(t => t.IsCompletedSuccessfully))
            await Fleet.Server.StartAsync(CancellationToken.None);
        GC.SuppressFinalize(this);
    }

    protected async Task<HostileServer> ReplaceServerAsync(
        Func<JsonObject, string> answer, RequestDelegate? other = null, Func<int>? status = null)
    {
        await Fleet.Server.StopAsync();
        return await HostileServer.StartAsync(Fleet.Server.Data, Fleet.Server.Url.Port, answer, other, status);
    }

    /// <summary>The true server is back: the host must be well with it, by the same spm as before.</summary>
    protected async Task AssertReturnAsync(HostileServer hostile, ProcessIdentity spm, string id)
    {
        await hostile.DisposeAsync();
        await Fleet.Server.StartAsync(Stop);
        await WaitForHealthAsync();
        Assert.Equal(id, await Agent.IdAsync(Stop));
        Assert.Equal(spm, Agent.MustFind(Role.Spm));
        await Eventually.HoldsAsync("the server sees it online", Soon, async token =>
            (await Fleet.Server.Api.GetAgentAsync(id, token))["summary"]!["state"]!.GetValue<string>() == "online", Stop);
    }

    /// <summary>A heartbeat is accepted that begins after this.</summary>
    protected async Task<StatusReply> WaitForHealthAsync()
    {
        var now = DateTimeOffset.UtcNow;
        return await Agent.WaitForAsync(Role.Spm, "a heartbeat is accepted",
            s => s.HeartbeatFault is null && s.LastHeartbeatAt > now, Soon, Stop);
    }

    protected Task<StatusReply> WaitForFaultAsync(string part) => Agent.WaitForAsync(
        Role.Spm, $"a fault says '{part}'", s => Faults(s).Contains(part, StringComparison.Ordinal), Soon, Stop);

    protected Task WaitForHeartbeatsAsync(HostileServer hostile, int count) => Eventually.HoldsAsync(
        $"{count} heartbeats", Soon, () => hostile.Heartbeats >= count, Stop);

    protected static string Faults(StatusReply status) =>
        string.Join('\n', status.Agent.Faults.Append(status.HeartbeatFault).Concat(status.SubAgents.Select(s => s.Fault)));
}
