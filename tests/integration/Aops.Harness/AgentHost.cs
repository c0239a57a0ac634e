using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Ipc;
using Aops.Layout;
using Aops.Native.Processes;

namespace Aops.Harness;

/// <summary>One installed agent below a root of its own.</summary>
/// <param name="root">The root; it needs not exist yet.</param>
public sealed class AgentHost(string root)
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2);

    /// <summary>Where its files lie.</summary>
    public AopsLayout Layout { get; } = new(root);

    /// <summary>Runs the service CLI that is installed here.</summary>
    /// <param name="arguments">Verb and options; <c>--root</c> is added.</param>
    public Task<CommandResult> ServiceAsync(CancellationToken cancellationToken, params string[] arguments) =>
        Command.RunAsync(Layout.ServiceProgram, [.. arguments, "--root", Layout.Root], cancellationToken);

    /// <summary>Asks a member for its status over its socket.</summary>
    /// <returns>The status, or null if it does not answer.</returns>
    public async Task<StatusReply?> TryStatusAsync(Role role, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerTime);
        try
        {
            await using var connection = await LocalClient.TryConnectAsync(Layout, role, Role.Service, limit.Token);
            if (connection is null) return null;
            await connection.SendAsync(new StatusRequest(), limit.Token);
            return await connection.ReceiveAsync(limit.Token) as StatusReply;
        }
        catch (Exception e) when (e is IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Waits until a member answers with a matching status.</summary>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="fits">The condition.</param>
    public Task<StatusReply> WaitForAsync(
        Role role, string what, Func<StatusReply, bool> fits, TimeSpan deadline, CancellationToken cancellationToken) =>
        Eventually.GetAsync($"{role.ProgramName()}: {what}", deadline,
            async token => await TryStatusAsync(role, token) is { } status && fits(status) ? status : null,
            cancellationToken);

    /// <summary>The process that holds a member's lock; null if none does.</summary>
    public ProcessIdentity? ProcessOf(Role role) => OwnerOf(Layout.Lock(role));

    /// <summary>The guard of the direct mode; null while there is none.</summary>
    public ProcessIdentity? Guard => OwnerOf(Layout.GuardLock);

    /// <summary>The process that holds a member's lock.</summary>
    /// <exception cref="InvalidOperationException">None does.</exception>
    public ProcessIdentity MustFind(Role role) =>
        ProcessOf(role) ?? throw new InvalidOperationException($"{role.ProgramName()} does not run in {Layout.Root}");

    /// <summary>Sends a signal to a member.</summary>
    /// <param name="signal">For instance <see cref="Signal.SIGKILL"/>.</param>
    /// <returns>The process that got it.</returns>
    public ProcessIdentity SendTo(Role role, int signal)
    {
        var process = MustFind(role);
        Signals.Send(process, signal);
        return process;
    }

    /// <summary>Waits until another process answers as a member.</summary>
    /// <param name="before">The process that was killed.</param>
    /// <returns>The new process.</returns>
    public async Task<ProcessIdentity> WaitForSuccessorAsync(
        Role role, ProcessIdentity before, TimeSpan deadline, CancellationToken cancellationToken)
    {
        await Eventually.GetAsync($"a new {role.ProgramName()} after {before.Pid}", deadline,
            async token => ProcessOf(role) is { } now && now != before
                ? await TryStatusAsync(role, token) : null,
            cancellationToken);
        return MustFind(role);
    }

    /// <summary>Waits until both members answer, and spm has seen spa.</summary>
    public async Task WaitForPairAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        await WaitForAsync(Role.Spm, "sees spa", s => s.Agent.SpaPid is not null, deadline, cancellationToken);
        await WaitForAsync(Role.Spa, "answers", _ => true, deadline, cancellationToken);
    }

    /// <summary>Waits until a sub-agent is running, and ready where it has a check.</summary>
    /// <param name="fits">A further condition.</param>
    public async Task<SubAgentStatus> WaitForSubAgentAsync(
        string name, TimeSpan deadline, CancellationToken cancellationToken, Func<SubAgentStatus, bool>? fits = null)
    {
        bool IsUp(SubAgentStatus s) =>
            s.Name == name && s is { State: ProcessState.Running, Ready: not false, Pid: > 0 }
            && fits?.Invoke(s) != false;
        var status = await WaitForAsync(Role.Spm, $"sub-agent {name} runs and is ready",
            s => s.SubAgents.Any(IsUp), deadline, cancellationToken);
        return status.SubAgents.Single(IsUp);
    }

    /// <summary>The identity that this host has at its server.</summary>
    public async Task<string> IdAsync(CancellationToken cancellationToken) =>
        (await WaitForAsync(Role.Spm, "knows its identity", s => s.AgentId is not null, TimeSpan.FromSeconds(10),
            cancellationToken)).AgentId!;

    /// <summary>Changes settings in conf.yml, as an editor would: the whole file is replaced by one rename.</summary>
    /// <param name="settings">Lines by their keys; other lines stay.</param>
    public void EditConf(params (string Key, string Value)[] settings)
    {
        var lines = File.ReadAllLines(Layout.Conf)
            .Where(line => !settings.Any(s => line.StartsWith(s.Key + ":", StringComparison.Ordinal)))
            .Concat(settings.Select(s => $"{s.Key}: {s.Value}"));
        Native.Files.AtomicFile.Write(Layout.Conf, string.Join('\n', lines) + "\n", Native.Files.AtomicFile.Public);
    }

    /// <summary>Files that are left below the root, for a test that expects none.</summary>
    public IReadOnlyList<string> Leftovers() =>
        Directory.Exists(Layout.Root)
            ? [.. Directory.EnumerateFileSystemEntries(Layout.Root, "*", SearchOption.AllDirectories)]
            : [];

    /// <summary>The last lines of what the suite logged, for the message of a test that failed.</summary>
    public string LogTail()
    {
        if (!Directory.Exists(Layout.Log)) return "(no log)";
        var tails = Directory.EnumerateFiles(Layout.Log, "*.log")
            .Select(file => $"--- {file}\n{string.Join('\n', File.ReadLines(file).TakeLast(25))}");
        return string.Join('\n', tails);
    }

    private ProcessIdentity? OwnerOf(string lockFile) =>
        Native.Files.FileLock.ReadOwner(lockFile) is { } pid
        && ProcessIdentity.TryRead(pid) is { } identity
        && RunsFrom(pid)
            ? identity : null;

    // The pid in a lock file remains after its process and may belong to another process now.
    private bool RunsFrom(int pid) =>
        ProcessesWithin.Describe(new ProcessIdentity(pid, 0)).Contains(Layout.Root, StringComparison.Ordinal);
}
