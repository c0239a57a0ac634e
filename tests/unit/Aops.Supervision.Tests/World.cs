using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Layout;
using Aops.Native.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Supervision.Tests;

/// <summary>A root with a supervisor and packages that are shell scripts; real processes of the real kernel.</summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _root = Directory.CreateTempSubdirectory("aops-supervision-").FullName;

    public World(SupervisorOptions? options = null)
    {
        Layout = new AopsLayout(_root);
        Options = options ?? new SupervisorOptions();
        Options.ChildSetupCommand =
            ["/usr/bin/env", "dotnet", Path.Combine(AppContext.BaseDirectory, "aops-supervision-bench.dll"), "child"];
        Supervisor = Make();
    }

    public AopsLayout Layout { get; }

    public SupervisorOptions Options { get; }

    public Supervisor Supervisor { get; private set; }

    /// <summary>Writes a package whose program is a script, and returns its slot.</summary>
    public string Package(string name, string script, string version = "1")
    {
        var slot = Path.Combine(Layout.SubAgentReleases(name), version);
        Directory.CreateDirectory(slot);
        var program = Path.Combine(slot, "run");
        var text = "#!/bin/sh\n" + script + "\n";
        // A shell that still reads its script must not find it empty.
        if (File.Exists(program) && File.ReadAllText(program) == text) return slot;
        File.WriteAllText(program, text);
        File.SetUnixFileMode(program, (UnixFileMode)0x1ED);
        return slot;
    }

    public static SubAgentSpec Spec(string name, string version = "1") => new()
    {
        Name = name,
        Version = version,
        Exec = "run",
        Restart = new RestartSpec { BackoffInitialMilliseconds = 20, BackoffMaxMilliseconds = 50 },
        Stop = new StopSpec { DeadlineSeconds = 10 },
    };

    /// <summary>Applies a script as a sub-agent that runs.</summary>
    public async Task RunAsync(SubAgentSpec spec, string script) =>
        await Supervisor.ApplyAsync(spec, Package(spec.Name, script, spec.Version), running: true);

    public SubAgentStatus? Find(string name) => Supervisor.Snapshot().FirstOrDefault(s => s.Name == name);

    /// <summary>Waits until a sub-agent's status is as asked.</summary>
    public async Task<SubAgentStatus> WaitAsync(string name, Func<SubAgentStatus, bool> condition)
    {
        SubAgentStatus? last = null;
        return await EventuallyAsync(
            () => (last = Find(name)) is { } status && condition(status) ? status : null,
            () => $"{name} is {last}");
    }

    public Task<SubAgentStatus> WaitRunningAsync(string name) =>
        WaitAsync(name, s => s.State == ProcessState.Running);

    /// <summary>Waits until something is there.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<T?> look, Func<string>? describe = null) where T : class
    {
        var until = DateTime.UtcNow + Patience;
        while (true)
        {
            if (look() is { } found) return found;
            if (DateTime.UtcNow > until) throw new TimeoutException(describe?.Invoke() ?? "it never came");
            await Task.Delay(5);
        }
    }

    public static Task EventuallyAsync(Func<bool> look, Func<string>? describe = null) =>
        EventuallyAsync(() => look() ? "" : null, describe);

    public string Log(string name) => File.Exists(Layout.SubAgentLog(name)) ? File.ReadAllText(Layout.SubAgentLog(name)) : "";

    /// <summary>Ends the supervisor as its death would, but for its state files: its sub-agents go on.</summary>
    public async Task DropSupervisorAsync() => await Supervisor.DisposeAsync();

    /// <summary>Begins another life.</summary>
    public async Task ReviveAsync()
    {
        Renew();
        await Supervisor.AdoptAsync();
    }

    /// <summary>Begins another life that has not looked yet.</summary>
    public void Renew() => Supervisor = Make();

    public static bool IsAlive(int pid) => ProcessIdentity.TryRead(pid) is not null;

    public async ValueTask DisposeAsync()
    {
        await Supervisor.StopAllAsync();
        await Supervisor.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private Supervisor Make() => new(Layout, null, Options, NullLogger.Instance);
}
