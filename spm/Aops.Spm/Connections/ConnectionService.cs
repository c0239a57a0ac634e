using Aops.Hosting;
using Aops.Hosting.Connections;
using Aops.Hosting.Loops;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Watching;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Connections;

/// <summary>
/// Carries out what the connection record asks for: reads edited files, judges a change at the end of its
/// probation, and writes ca.pem when a signed authority was accepted.
/// </summary>
internal sealed partial class ConnectionService(
    AopsLayout layout, ServerConnections connections, SettingsWatcher settings, LoopSupervisor loops,
    TimeProvider clock, ILogger<ConnectionService> logger) : BackgroundService
{
    // The watch of a deleted directory reports nothing; the files are read again at least this often.
    private static readonly TimeSpan LookMax = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LookMin = TimeSpan.FromSeconds(1);

    private readonly WakeSignal _work = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartupDelay.PassAsync(clock, stoppingToken);
        settings.Changed += _ => _work.Raise();
        connections.Changed += _work.Raise;
        using var trust = DirectoryWatch.TryBegin(Path.GetDirectoryName(layout.TrustCa)!, _work.Raise);
        await loops.RunAsync("connection to the server", async stopping =>
        {
            await StepAsync(stopping);
            await _work.WaitAsync(Wait(), clock, stopping);
        }, stoppingToken);
    }

    private TimeSpan Wait()
    {
        if (connections.Record.Trial is not { } trial) return LookMax;
        var left = trial.Due - clock.GetUtcNow();
        return left > LookMax ? LookMax : left < LookMin ? LookMin : left;
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        connections.ReadFiles();
        var actions = connections.Apply(new ConnectionEvent.Tick());
        if (actions.HasFlag(ConnectionActions.WriteAuthority)) WriteAuthority();
        if (actions.HasFlag(ConnectionActions.Ask)) await AskAsync(cancellationToken);
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        if (connections.Record is not { Proven: { } proven, Trial: { } trial }) return;
        if (IdentityFile.Read(layout) is not { } identity) return;
        var (before, candidate) = (
            ConnectionWitness.AskAsync(proven, identity, cancellationToken),
            ConnectionWitness.AskAsync(trial.Candidate, identity, cancellationToken));
        var asked = new ConnectionEvent.Asked(await before, await candidate);
        // Discard the answers if another change has replaced the candidate meanwhile.
        if (connections.Record.Trial?.Candidate == trial.Candidate) connections.Apply(asked);
    }

    private void WriteAuthority()
    {
        if (connections.Record is not { WritesAuthority: true, Proven.Authority: { } pem }) return;
        AtomicFile.CreateDirectory(Path.GetDirectoryName(layout.TrustCa)!);
        AtomicFile.Write(layout.TrustCa, pem, AtomicFile.Public);
        connections.Apply(new ConnectionEvent.AuthorityWritten());
        LogWritten(layout.TrustCa);
    }

    [LoggerMessage(2030, LogLevel.Information, "{Path} holds the authorities that were signed and accepted")]
    private partial void LogWritten(string path);
}
