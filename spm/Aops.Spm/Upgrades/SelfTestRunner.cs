using Aops.Contracts;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Processes;
using Aops.Upgrade.Launching;

namespace Aops.Spm.Upgrades;

/// <summary>Runs <c>--self-test</c> of the programs of a slot before a switch to it.</summary>
internal sealed class SelfTestRunner(AopsLayout layout)
{
    private const int OutputCharsMax = 2000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Tests spm and spa of a version.</summary>
    /// <returns>Why a test failed, or null if both passed.</returns>
    /// <exception cref="IOException">
    /// This host cannot start a process now, which says nothing about the version.
    /// </exception>
    public async Task<string?> RunAsync(string version, CancellationToken cancellationToken)
    {
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            if (await RunAsync(version, role, cancellationToken) is { } fault) return fault;
        }
        return null;
    }

    private async Task<string?> RunAsync(string version, Role role, CancellationToken cancellationToken)
    {
        var program = layout.SlotProgram(version, role);
        ProgramRun run;
        try
        {
            run = await ProgramRun.ToEndAsync(
                new SpawnRequest
                {
                    Path = program,
                    Arguments = [role.ProgramName(), "--self-test", "--root", layout.Root],
                    // Without the variables that systemd has set for this process.
                    Environment = StartEnvironment.Clean(),
                },
                Deadline, cancellationToken);
        }
        catch (PosixException e) when (e.IsShortage || e.Errno == Errno.ETXTBSY)
        {
            throw new IOException($"the self-test of {program} cannot be started now: {e.Message}", e);
        }
        catch (PosixException e)
        {
            return $"{program} cannot be executed: {e.Message}";
        }
        cancellationToken.ThrowIfCancellationRequested();
        return run.Exit switch
        {
            null => $"the self-test of {program} did not end within {Deadline.TotalSeconds:0} s",
            { IsSuccess: true } => null,
            { Code: { } code } => $"the self-test of {program} ended with {code}: {Cut(run.Output)}",
            { } exit => $"the self-test of {program} ended with {exit}: {Cut(run.Output)}",
        };
    }

    private static string Cut(string text)
    {
        text = text.Trim();
        return text.Length <= OutputCharsMax ? text : text[..OutputCharsMax];
    }
}
