using System.ComponentModel;
using System.Diagnostics;
using Aops.Contracts;
using Aops.Native;
using Aops.Native.Processes;

namespace Aops.Spm.Upgrades;

/// <summary>Runs <c>--self-test</c> of the programs of a slot, before anything is switched to it.</summary>
internal sealed class SelfTestRunner(AopsLayout layout)
{
    private const int OutputCharsMax = 2000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Tests both halves of a version.</summary>
    /// <returns>Why it failed, or null if both passed.</returns>
    /// <exception cref="IOException">This host cannot start a process now, which says nothing of the version.</exception>
    public async Task<string?> RunAsync(string version, CancellationToken cancellation)
    {
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            if (await RunAsync(version, role, cancellation) is { } fault) return fault;
        }
        return null;
    }

    private async Task<string?> RunAsync(string version, Role role, CancellationToken cancellation)
    {
        var program = layout.SlotProgram(version, role);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, ["--self-test", "--root", layout.Root])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            },
        };
        try
        {
            await StartAsync(process, cancellation);
        }
        catch (Win32Exception e) when (Errno.IsShortage(e.NativeErrorCode) || e.NativeErrorCode == Errno.ETXTBSY)
        {
            throw new IOException($"the self-test of {program} cannot be started now: {e.Message}", e);
        }
        catch (Win32Exception e)
        {
            return $"{program} cannot be executed: {e.Message}";
        }
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Deadline);
        try
        {
            process.StandardInput.Close();
            var said = process.StandardError.ReadToEndAsync(deadline.Token);
            var shown = process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            await shown;
            if (process.ExitCode == ExitCodes.Ok) return null;
            return $"the self-test of {program} ended with {process.ExitCode}: {Cut(await said)}";
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            return $"the self-test of {program} did not end within {Deadline.TotalSeconds:0} s";
        }
    }

    // Its file was closed a moment ago; a child that was forked before that (spa's revival) may still hold it.
    private static async Task StartAsync(Process process, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                process.Start();
                return;
            }
            catch (Win32Exception e) when (e.NativeErrorCode == Errno.ETXTBSY && tries < BusyProgram.Tries)
            {
                await Task.Delay(BusyProgram.Pause, cancellation);
            }
        }
    }

    private static string Cut(string text)
    {
        text = text.Trim();
        return text.Length <= OutputCharsMax ? text : text[..OutputCharsMax];
    }
}
