using System.Diagnostics;

namespace Aops.Harness;

/// <summary>
/// A host of another kind beside this one: its own mounts and host name (and, if asked for, network or
/// processes), held by one process. Its mounts disappear with the last process in it.
/// </summary>
public sealed class HostNamespace : IAsyncDisposable
{
    private const string Ready = "ready";
    private static readonly string[] OfProcesses = ["--fork", "--mount-proc", "--kill-child"];
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(20);

    private readonly Process _holder;
    private readonly IReadOnlyList<string> _enter;

    private HostNamespace(Process holder, IReadOnlyList<string> enter) => (_holder, _enter) = (holder, enter);

    /// <summary>Makes one.</summary>
    /// <param name="setup">Lines of shell that set it up; its mounts are private already.</param>
    /// <param name="flags">Further namespaces, as unshare(1) and nsenter(1) both name them: <c>--net</c>.</param>
    /// <exception cref="InvalidOperationException">It cannot be made here; the message says why.</exception>
    public static async Task<HostNamespace> StartAsync(
        string setup, CancellationToken cancellationToken, params string[] flags)
    {
        string[] kinds = ["--mount", "--uts", .. flags];
        var isApart = flags.Contains("--pid");
        var start = new ProcessStartInfo("unshare",
            [.. kinds, .. isApart ? OfProcesses : [], "--propagation", "private", "/bin/sh", "-ec", $"{setup}\necho {Ready}\nexec sleep 1000000"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(StartTime, cancellationToken);
            if (line == Ready)
            {
                var target = isApart
                    ? (await File.ReadAllTextAsync($"/proc/{process.Id}/task/{process.Id}/children", cancellationToken)).Trim()
                    : $"{process.Id}";
                return new(process, ["--target", target, .. kinds, "--"]);
            }
            // First, as what it has started would keep the stream open.
            process.Kill();
            var error = await process.StandardError.ReadToEndAsync(cancellationToken);
            throw new InvalidOperationException($"no host of this kind can be made here: {line} {error.Trim()}");
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Runs a program there.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="environment">Variables over this process's environment.</param>
    public Task<CommandResult> RunAsync(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> environment,
        CancellationToken cancellationToken) =>
        Command.RunAsync("nsenter", [.. _enter, program, .. arguments], environment, cancellationToken);

    /// <summary>Runs lines of shell there.</summary>
    public Task<CommandResult> ShellAsync(string lines, CancellationToken cancellationToken) =>
        RunAsync("/bin/sh", ["-ec", lines], new Dictionary<string, string?>(), cancellationToken);

    /// <summary>Ends it. Other processes in it must be ended by their owner.</summary>
    public async ValueTask DisposeAsync()
    {
        _holder.Kill();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
    }
}
