using Aops.Contracts;
using Aops.Harness;

namespace Aops.Sweep.Power;

/// <summary>
/// The installation into an empty root. If it was cut before its end, the same command installs the host in
/// any state; afterwards the host boots.
/// </summary>
/// <param name="tracer">The tracer's program.</param>
/// <param name="fleet">The server.</param>
/// <param name="folder">A folder for states.</param>
internal sealed class InstallCase(string tracer, Fleet fleet, string folder) : PowerCase
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly AgentHost _agent = fleet.NewHost();
    private readonly LaunchCheck _launch = new(folder, wasInstalled: false);

    public override string Name => PowerScenarios.Install;

    public override IReadOnlyList<string> NeededFlushes => ["var/lib/aops/identity.json", "opt/aops/.install/.staging-"];

    public override async Task<PowerRecording> RecordAsync(CancellationToken cancellationToken)
    {
        var root = Directory.CreateDirectory(_agent.Layout.Root).FullName;
        var token = await fleet.Server.Api.CreateEnrolmentTokenAsync(cancellationToken);
        var line = $"{fleet.CurlLine(root, token)} --version {PublishedPrograms.First}";
        var log = Path.Combine(fleet.Root.Folder("install"), "trace.log");
        var recording = await new PowerRecorder(tracer, _agent.Layout, log).RecordAsync(Name,
            ["/bin/sh", "-c", line], PowerScenarios.IsOutsideOfHost,
            () => _agent.WaitForAsync(Role.Spm, "both members run",
                s => s.Agent.SpaPid is not null && s.LastHeartbeatAt is not null, Patience, cancellationToken), cancellationToken);
        return recording with { Promise = i => PowerScenarios.PromiseOfInstall(recording.Calls[i]) };
    }

    public override IReadOnlyList<string> Look(DiskState state) => _launch.FindFaults(state);

    public override async Task<IReadOnlyList<string>> StartAsync(DiskState state, CancellationToken cancellationToken)
    {
        try
        {
            StateFolder.LayOut(state, _agent.Layout.Root, hasPrograms: true);
            var bootedAt = DateTimeOffset.UtcNow;
            if (state.Promised.Keys.Any(p => p.EndsWith("/identity.json", StringComparison.Ordinal)))
            {
                (await _agent.ServiceAsync(cancellationToken, "start")).MustSucceed();
            }
            else
            {
                var token = await fleet.Server.Api.CreateEnrolmentTokenAsync(cancellationToken);
                (await fleet.CurlInstallAsync(_agent, token, cancellationToken, "--version", PublishedPrograms.First)).MustSucceed();
            }
            await _agent.WaitForAsync(Role.Spm, $"a whole host after {state.Name}",
                s => s.LastHeartbeatAt > bootedAt && s.Agent.SpaVersion == s.Agent.Version, Patience, cancellationToken);
            return [];
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or IOException)
        {
            return [$"{e.Message}\n{_agent.LogTail()}"];
        }
        finally
        {
            if (Directory.Exists(_agent.Layout.State))
                await File.WriteAllTextAsync(_agent.Layout.StopMarker, "", CancellationToken.None);
            ProcessesWithin.KillAll(_agent.Layout.Root);
        }
    }
}
