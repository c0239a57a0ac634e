using Aops.Hosting;
using Aops.Hosting.Loops;
using Aops.Layout;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Runs;

/// <summary>Puts the parts of <see cref="RunService"/> together.</summary>
internal static class RunParts
{
    /// <summary>Makes the service.</summary>
    /// <param name="useUnits">Whether systemd starts the keepers.</param>
    /// <param name="address">The server, and who this host is to it; null while either is not known.</param>
    /// <param name="starter">What starts keepers; null for that of this host.</param>
    public static RunService Make(
        AopsLayout layout, bool useUnits, RunInbox inbox, RunClient client, Func<(Uri, Identity)?> address,
        IRunVerifier verifier, ExclusiveRun exclusive, LoopSupervisor loops, TimeProvider clock, Random random,
        ILoggerFactory logs, IKeeperStarter? starter = null)
    {
        var launcher = KeeperCommand.Launcher(layout);
        starter ??= useUnits ? new UnitKeeperStarter(layout, launcher) : new SpawnKeeperStarter(layout, launcher);
        var ledger = new RunLedger(layout, clock, logs.CreateLogger<RunLedger>());
        var verification = new RunVerification(
            verifier, ledger, clock, random, logs.CreateLogger<RunVerification>());
        var start = new RunStart(ledger, starter, new HostSecrets(layout), clock, logs.CreateLogger<RunStart>());
        var courier = new RunCourier(
            client, address, ledger, id => inbox.Offer([], [id]), clock, random,
            logs.CreateLogger<RunCourier>());
        return new RunService(
            inbox, ledger, verification, start, new RunFollower(ledger, start, clock, logs.CreateLogger<RunFollower>()),
            exclusive, courier, loops, clock, logs.CreateLogger<RunService>());
    }
}
