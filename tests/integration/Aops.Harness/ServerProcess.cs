using System.Diagnostics;
using Aops.Native.Files;
using Aops.Native.Processes;

namespace Aops.Harness;

/// <summary>
/// A running <c>aops-server</c> on a free port of the loopback address. The words of its command line stand nowhere
/// else.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(15);

    private string _program;
    private readonly string _folder;
    private readonly IReadOnlyList<string> _wrapper;
    private Process? _process;

    private ServerProcess(string program, string folder, IReadOnlyList<string> wrapper)
    {
        _program = program;
        _folder = folder;
        _wrapper = wrapper;
        Url = new Uri($"https://127.0.0.1:{FreePort.Find()}");
    }

    /// <summary>Where it answers.</summary>
    public Uri Url { get; }

    /// <summary>Its process, while it runs.</summary>
    public int Pid => _process!.Id;

    /// <summary>Its data folder.</summary>
    public string Data => Path.Combine(_folder, "data");

    /// <summary>Certificate of the authority that it made.</summary>
    public string Authority => Path.Combine(Data, "ca.pem");

    /// <summary>File with the secret of the operator.</summary>
    public string OperatorTokenFile => Path.Combine(Data, "operator.token");

    /// <summary>The signed repository that it hands out.</summary>
    public string Repository => Path.Combine(Data, "repository");

    /// <summary>What it printed.</summary>
    public string LogFile => Path.Combine(_folder, "server.log");

    /// <summary>The operator's interface.</summary>
    public ServerApi Api { get; private set; } = null!;

    /// <summary>Starts a server, and waits until it answers.</summary>
    /// <param name="programs">The published programs.</param>
    /// <param name="folder">Where it keeps everything.</param>
    /// <param name="isAside">
    /// Whether it runs with SCHED_IDLE and yields the CPU to the hosts, as if it ran on its own machine.
    /// </param>
    public static Task<ServerProcess> StartAsync(
        PublishedPrograms programs, string folder, bool isAside, CancellationToken cancellationToken) =>
        StartAsync(programs, folder, isAside ? ["chrt", "--idle", "0"] : [], cancellationToken);

    /// <summary>Starts a server by another program, and waits until it answers.</summary>
    /// <param name="programs">The published programs.</param>
    /// <param name="folder">Where it keeps everything.</param>
    /// <param name="wrapper">That program and its arguments, for instance <c>prlimit</c>; it executes the server.</param>
    public static async Task<ServerProcess> StartAsync(
        PublishedPrograms programs, string folder, IReadOnlyList<string> wrapper, CancellationToken cancellationToken)
    {
        var server = new ServerProcess(programs.Program("aops-server"), folder, wrapper);
        await server.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Starts it again, at the same address and with the same data.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Data);
        // A shell redirects it to a log file: a pipe to this process would break with this process.
        _process = Process.Start("/bin/sh",
        [
            "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", LogFile,
            .. _wrapper, _program, "run", "--data", Data, "--listen", $"127.0.0.1:{Url.Port}",
        ]);
        await Eventually.HoldsAsync($"{_program} writes {Authority}", StartDeadline,
            () => HasEnded() || File.Exists(Authority), cancellationToken);
        Api = await ServerApi.ConnectAsync(Url, Authority, OperatorTokenFile, cancellationToken);
        await Eventually.GetAsync($"{Url} answers", StartDeadline, async token =>
        {
            HasEnded();
            return await Api.IsUpAsync(token) ? Api : null;
        }, cancellationToken);
    }

    /// <summary>Stops it, and starts the server of other programs at the same address and with the same data.</summary>
    public async Task ReplaceAsync(PublishedPrograms programs, CancellationToken cancellationToken)
    {
        await StopAsync();
        Release();
        _program = programs.Program("aops-server");
        await StartAsync(cancellationToken);
    }

    /// <summary>Runs <c>aops-server ca</c> on its data folder, while it runs.</summary>
    /// <param name="words">For instance <c>rotate --activate</c>.</param>
    public Task<CommandResult> AuthorityAsync(CancellationToken cancellationToken, params string[] words) =>
        CommandAsync(cancellationToken, ["ca", .. words]);

    /// <summary>Runs a command of <c>aops-server</c> on its data folder.</summary>
    public Task<CommandResult> CommandAsync(CancellationToken cancellationToken, params string[] words) =>
        Command.RunAsync(_program, [.. words, "--data", Data], cancellationToken);

    /// <summary>HTTP to it that shows no token, and trusts its authority alone.</summary>
    public HttpClient CreateClient() => ServerApi.CreateClient(Url, Authority);

    /// <summary>Connects the operator's interface again, by what the data folder says of the authority now.</summary>
    public async Task ReconnectAsync(CancellationToken cancellationToken)
    {
        Api.Dispose();
        Api = await ServerApi.ConnectAsync(Url, Authority, OperatorTokenFile, cancellationToken);
    }

    /// <summary>
    /// Kills it as a power cut would, and waits until it is gone; <see cref="StartAsync(CancellationToken)"/> starts it again.
    /// </summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process!.Kill();
        await _process.WaitForExitAsync(cancellationToken);
        // What executes it may be gone before it is.
        await Eventually.HoldsAsync($"{_program} is gone", StopDeadline, () =>
        {
            using var free = FileLock.TryAcquire(Path.Combine(Data, "server.lock"));
            return free is not null;
        }, cancellationToken);
        Release();
    }

    /// <summary>Asks it to end, and waits.</summary>
    public async Task StopAsync()
    {
        if (_process is not { HasExited: false } process) return;
        Signal.Send(process.Id, Signal.SIGTERM);
        using var limit = new CancellationTokenSource(StopDeadline);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"aops-server did not end within {StopDeadline.TotalSeconds} s after SIGTERM");
        }
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Release();
    }

    // Not by a start: requests of other threads may be under way, and see the connection break instead.
    private void Release()
    {
        Api?.Dispose();
        _process?.Dispose();
        _process = null;
    }

    // Never true: a server that ended throws, which ends the wait.
    private bool HasEnded() => _process is { HasExited: true }
        ? throw new InvalidOperationException(
            $"aops-server ended with exit code {_process.ExitCode}:\n{File.ReadAllText(LogFile)}")
        : false;
}
