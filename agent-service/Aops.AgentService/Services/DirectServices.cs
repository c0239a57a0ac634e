using System.Diagnostics;
using System.Globalization;
using Aops.AgentService.Faults;
using Aops.Contracts;
using Aops.Layout;
using Aops.Upgrade.Launching;

namespace Aops.AgentService.Services;

/// <summary>Runs the pair without a service manager: through <c>opt/aops/bin/control</c>.</summary>
internal sealed class DirectServices(AopsLayout layout) : IHostServices
{
    private static readonly TimeSpan ScriptTime = TimeSpan.FromSeconds(20);

    public string Name => ServiceManagers.Direct;

    // The script lies in the slot and in opt/aops/bin; an init system may link to it.
    public Task InstallAsync(string version, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<string>> MendAsync(string version, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    public async Task StartAsync(CancellationToken cancellationToken)
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
        // The pair serves the whole host and must not inherit the environment of the operator who starts
        // it.
        script.StartInfo.Environment.Clear();
        foreach (var (name, value) in StartEnvironment.Clean()) script.StartInfo.Environment[name] = value;
        script.Start();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ScriptTime);
        var output = script.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = script.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await script.WaitForExitAsync(deadline.Token);
            await Task.WhenAll(output, errors);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
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

    // PairStopper stops the members over their sockets, under every manager.
    public Task StopAsync(TimeSpan patience, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RemoveAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
