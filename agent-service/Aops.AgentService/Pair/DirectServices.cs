using System.Diagnostics;
using System.Globalization;
using Aops.AgentService.Faults;
using Aops.Contracts;
using Aops.Ipc;

namespace Aops.AgentService.Pair;

/// <summary>Runs the pair where there is no service manager: through <c>opt/aops/bin/control</c>.</summary>
internal sealed class DirectServices(AopsLayout layout, TimeProvider clock)
{
    /// <summary>What <see cref="Contracts.Wire.HostInfo.ServiceManager"/> says.</summary>
    internal const string Name = "direct";

    private static readonly TimeSpan ScriptTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes the stop marker away and starts both halves; one that runs is left alone.</summary>
    /// <exception cref="ServiceException">Nothing is installed, or the script failed.</exception>
    internal async Task StartAsync(CancellationToken cancellation)
    {
        if (!File.Exists(layout.ControlScript))
        {
            throw new ServiceException(
                $"{layout.ControlScript} is missing; install the suite with 'aops-agent-service install'",
                ExitCodes.NoInput);
        }
        using var script = new Process();
        script.StartInfo = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { layout.ControlScript, "start", "--root", layout.Root },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        script.Start();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(ScriptTime);
        var output = script.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = script.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await script.WaitForExitAsync(deadline.Token);
            await Task.WhenAll(output, errors);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            script.Kill();
            throw new ServiceException(
                $"{layout.ControlScript} did not end within {ScriptTime.TotalSeconds} s", ExitCodes.Unavailable);
        }
        if (script.ExitCode == 0) return;
        var reason = (await errors).Trim();
        throw new ServiceException(
            string.Create(CultureInfo.InvariantCulture,
                $"{layout.ControlScript} start ended with {script.ExitCode}: {reason}"),
            ExitCodes.Failure);
    }

    /// <summary>Waits until both halves answer on their sockets.</summary>
    /// <exception cref="ServiceException">One did not within the time; the other half goes on reviving it.</exception>
    internal async Task WaitUntilUpAsync(TimeSpan time, CancellationToken cancellation)
    {
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            deadline.CancelAfter(time);
            try
            {
                while (!await AnswersAsync(role, deadline.Token))
                    await Task.Delay(Look, clock, deadline.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new ServiceException(
                    $"{role.ProgramName()} did not answer on {layout.Socket(role)} within {time.TotalSeconds:0} s; "
                    + $"see {layout.LogFile(role)}", ExitCodes.Unavailable);
            }
        }
    }

    private async Task<bool> AnswersAsync(Role role, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await LocalClient.TryConnectAsync(layout, role, Role.Service, cancellation);
            return connection is not null;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
