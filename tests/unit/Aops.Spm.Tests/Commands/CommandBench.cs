using System.Net;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Spm.Commands;
using Aops.Spm.Connections;
using Aops.Spm.Heartbeats;
using Aops.Spm.Tests.Support;
using Aops.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests.Commands;

/// <summary>A <see cref="CommandService"/> whose sub-agents, rollback, restart and server are the test's.</summary>
internal sealed class CommandBench : IAsyncDisposable
{
    private readonly ServerHttp _http;
    private readonly CommandService _service;

    public CommandBench()
    {
        Spm.Enrol();
        var state = Spm.State;
        Connections = state.OpenConnections();
        _http = new ServerHttp(() => Connections.Current, _ => Server);
        _service = new CommandService(
            Spm.Layout, state.Inbox, state.Commands, new HeartbeatClient(_http, new ManualClock()), Connections,
            ActAsync, RollBackAsync, Spm.Restart, Spm.Loops, Spm.Clock, Spm.Jitter,
            NullLogger<CommandService>.Instance);
    }

    public SpmBench Spm { get; } = new();

    public FakeServer Server { get; } = new();

    public ServerConnections Connections { get; }

    /// <summary>What was done, in its order: <c>restart web</c>, <c>roll back</c>.</summary>
    public List<string> Done { get; } = [];

    /// <summary>What sub-agents and rollback fail with; null where they succeed.</summary>
    public Exception? Failure { get; set; }

    public async Task<CommandBench> StartAsync()
    {
        await _service.StartAsync(TestContext.Current.CancellationToken);
        return this;
    }

    /// <summary>A heartbeat brings a command.</summary>
    public void Offer(
        string id, CommandKind kind, string? subAgent = null, string? refusal = null, int? lines = null,
        bool isExpired = false) =>
        Spm.State.Inbox.Offer(new OrderedCommand(
            new AgentCommand
            {
                Id = id, Kind = kind, SubAgent = subAgent, Lines = lines,
                ExpiresAt = Spm.Clock.GetUtcNow() + TimeSpan.FromMinutes(isExpired ? -1 : 1),
            },
            refusal));

    /// <summary>The next result that is told; the server takes it.</summary>
    public async Task<(string Id, CommandOutcome Outcome, string Message)> ResultAsync()
    {
        var told = await Server.NextAsync();
        told.Answer(HttpStatusCode.NoContent);
        Assert.EndsWith("/result", told.Path, StringComparison.Ordinal);
        return (told.Path.Split('/')[^2], told.Result.Outcome, told.Result.Message ?? "");
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
        _http.Dispose();
        Spm.Dispose();
    }

    private Task ActAsync(string name, SubAgentAction action, CancellationToken cancellationToken) =>
        DoAsync($"{KebabOf(action)} {name}");

    private Task RollBackAsync(CancellationToken cancellationToken) => DoAsync("roll back");

    private Task DoAsync(string what)
    {
        Done.Add(what);
        return Failure is { } failure ? Task.FromException(failure) : Task.CompletedTask;
    }

    private static string KebabOf(SubAgentAction action) => Contracts.KebabName.Of(action);
}
