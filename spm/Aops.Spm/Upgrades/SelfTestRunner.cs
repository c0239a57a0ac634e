using System.Diagnostics;
using Aops.Contracts;

namespace Aops.Spm.Upgrades;

/// <summary>Runs <c>--self-test</c> of the programs of a slot, before anything is switched to it.</summary>
internal sealed class SelfTestRunner(AopsLayout layout)
{
    private const int OutputCharsMax = 2000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Tests both halves of a version.</summary>
    /// <returns>Why it failed, or null if both passed.</returns>
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
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Deadline);
        try
        {
            process.Start();
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
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"{program} cannot be executed: {e.Message}";
        }
    }

    private static string Cut(string text)
    {
        text = text.Trim();
        return text.Length <= OutputCharsMax ? text : text[..OutputCharsMax];
    }
}
