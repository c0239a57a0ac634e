using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Aops.Harness;

/// <summary>Runs programs to their end.</summary>
public static class Command
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);

    /// <summary>Runs a program.</summary>
    /// <param name="program">Path, or a name on PATH.</param>
    /// <exception cref="TimeoutException">It did not end in time, or what it started keeps its output open.</exception>
    public static Task<CommandResult> RunAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(program, arguments, new Dictionary<string, string?>(), cancellationToken);

    /// <summary>Runs a program with variables over this process's environment.</summary>
    /// <param name="program">Path, or a name on PATH.</param>
    /// <param name="environment">Variables; null takes one away.</param>
    /// <param name="deadline">Longest time that it may take; null for two minutes.</param>
    /// <param name="workingDirectory">Where it runs; empty for this process's own.</param>
    public static async Task<CommandResult> RunAsync(
        string program, IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string?> environment, CancellationToken cancellationToken, TimeSpan? deadline = null,
        string workingDirectory = "")
    {
        var line = string.Join(' ', arguments.Prepend(program));
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Start(start, line);
        process.StandardInput.Close();
        var output = new StringBuilder();
        var error = new StringBuilder();
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, error));
        await WaitAsync(process, line, output, error, deadline ?? Deadline, cancellationToken);
        if (await Task.WhenAny(reading, Task.Delay(OutputGrace, cancellationToken)) != reading)
            throw new TimeoutException($"{line}\nended, but a process that it started keeps its output open");
        return new(line, process.ExitCode, output.ToString(), error.ToString());
    }

    private static async Task WaitAsync(
        Process process, string line, StringBuilder output, StringBuilder error, TimeSpan deadline,
        CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"{line}\ndid not end within {deadline.TotalSeconds} s:\n{output}{error}");
        }
    }

    private static Process Start(ProcessStartInfo start, string line)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{line}: cannot be started: {e.Message}", e);
        }
    }

    private static async Task ReadAsync(StreamReader from, StringBuilder to)
    {
        var buffer = new char[4096];
        while (await from.ReadAsync(buffer) is > 0 and var count) to.Append(buffer, 0, count);
    }
}
