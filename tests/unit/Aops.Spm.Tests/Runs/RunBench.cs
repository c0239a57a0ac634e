using System.Collections.Concurrent;
using Aops.Contracts.Wire.Runs;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Runs;
using Aops.Spm.Connections;
using Aops.Spm.Runs;
using Aops.Spm.Tests.Support;
using Aops.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests.Runs;

/// <summary>A <see cref="RunService"/> with real keepers, whose verdicts and server are the test's.</summary>
internal sealed class RunBench : IAsyncDisposable, IRunVerifier
{
    private readonly ServerConnections _connections;
    private readonly ServerHttp _http;
    private readonly TimeProvider _time;
    private RunInbox _inbox = new();

    public RunBench(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        // So that other users reach what is theirs.
        File.SetUnixFileMode(Spm.Layout.Root, AtomicFile.Executable);
        Spm.Enrol();
        _connections = Spm.State.OpenConnections();
        _http = new ServerHttp(() => _connections.Current, _ => Server);
        Exclusive = new ExclusiveRun(() => IsOnTrial, _time);
    }

    public SpmBench Spm { get; } = new();

    public RunServer Server { get; } = new();

    public RunService? Service { get; private set; }

    public ExclusiveRun Exclusive { get; private set; }

    public bool IsOnTrial { get; set; }

    /// <summary>Verdicts other than that the order's command is allowed, by id.</summary>
    public ConcurrentDictionary<string, RunVerdict> Verdicts { get; } = new();

    /// <summary>Starts keepers; null for the host's own way.</summary>
    public IKeeperStarter? Starter { get; set; }

    public async Task<RunBench> StartAsync()
    {
        Service = RunParts.Make(
            Spm.Layout, useUnits: false, _inbox, new RunClient(() => _http.Client, _time),
            () => (_connections.Current!.Server, SpmBench.Me), this, Exclusive, Spm.Loops,
            _time, Spm.Jitter, NullLoggerFactory.Instance, Starter);
        await Service.StartAsync(TestContext.Current.CancellationToken);
        return this;
    }

    /// <summary>This process of spm ends; its keepers go on.</summary>
    public async Task EndAsync()
    {
        if (Service is null) return;
        await Service.StopAsync(CancellationToken.None);
        Service.Dispose();
        Service = null;
        (_inbox, Exclusive) = (new(), new ExclusiveRun(() => IsOnTrial, _time));
    }

    public RunFolder Folder(string id) => RunFolder.Of(Spm.Layout, id);

    public RunTicket? Ticket(string id) => RunTicket.TryRead(Folder(id).Ticket);

    public RunOrder Order(string id, string script, Func<RunCommand, RunCommand>? change = null)
    {
        var command = new RunCommand { Args = ["/bin/sh", "-c", script], GraceSeconds = 1 };
        return new RunOrder
        {
            Id = id, Command = change?.Invoke(command) ?? command, StartBefore = _time.GetUtcNow() + TimeSpan.FromHours(1),
        };
    }

    public void Offer(params RunOrder[] orders) => _inbox.Offer([.. orders.Select(o => new RunOffer(o))], []);

    public void Offer(string id, string script, Func<RunCommand, RunCommand>? change = null) =>
        Offer(Order(id, script, change));

    public void Refuse(string id, string why) =>
        _inbox.Offer([new RunOffer(new RunOrder { Id = id, StartBefore = _time.GetUtcNow() }, why)], []);

    public void Cancel(string id) => _inbox.Offer([], [id]);

    /// <summary>The final report of a run, once the server has it and all of the output.</summary>
    public async Task<RunReport> FinalAsync(string id)
    {
        await Eventually.HoldsAsync(() => Ticket(id)?.IsSettled == true, () =>
            $"{Server.Phases(id)}; {(File.Exists(Folder(id).Ticket) ? File.ReadAllText(Folder(id).Ticket) : "no ticket")}");
        var final = Server.Final(id);
        Assert.NotNull(final);
        return final;
    }

    public Task PhaseAsync(string id, RunPhase phase) => Eventually.HoldsAsync(
        () => Server.Reports(id).Any(r => r.Phase == phase), () => $"{id}: {Server.Phases(id)}");

    /// <summary>Makes the ticket of a run as an earlier process of spm left it.</summary>
    public RunTicket Leave(RunOrder order, RunStage stage, bool mayRepeat = false)
    {
        Directory.CreateDirectory(Folder(order.Id).Path);
        var ticket = new RunTicket
        {
            Id = order.Id, Order = order, Stage = stage, Starts = stage == RunStage.Accepted ? 0 : 1,
            RememberUntil = order.StartBefore, IsSafeToRepeat = mayRepeat,
            Report = new RunReport { Phase = RunPhase.Accepted, At = _time.GetUtcNow() }, Reported = RunPhase.Accepted,
        };
        ticket.Write(Folder(order.Id).Ticket);
        return ticket;
    }

    public Task<RunVerdict> VerifyAsync(RunOrder order, CancellationToken cancellationToken) =>
        Task.FromResult(Verdicts.GetValueOrDefault(order.Id)
            ?? new RunVerdict.Allowed(order.Command!) { StartBefore = order.StartBefore });

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        if (Directory.Exists(Spm.Layout.Runs))
        {
            foreach (var path in Directory.GetDirectories(Spm.Layout.Runs)) EndKeeper(new RunFolder(path));
        }
        _http.Dispose();
        Spm.Dispose();
    }

    private static void EndKeeper(RunFolder folder)
    {
        File.WriteAllText(folder.Cancel, "");
        if (KeeperProcess.TryRead(folder.Keeper) is not { } keeper) return;
        if (keeper.Identity.IsAlive) Signal.Send(keeper.Pid, Signal.SIGTERM);
        Eventually.Holds(() => ChildExit.TryReap(keeper.Pid) is not null, $"keeper {keeper.Pid} ends");
        RunLeftovers.Kill(folder);
    }
}
