using System.CommandLine;
using Aops.AgentService.CommandLine;
using Aops.Contracts.Local;

namespace Aops.AgentService.Upgrade;

/// <summary>The verbs <c>upgrade</c> and <c>rollback</c>.</summary>
internal static class UpgradeCommands
{
    private static readonly TimeSpan StandardTime = TimeSpan.FromMinutes(15);

    internal static IEnumerable<Command> Create(SharedOptions shared)
    {
        var version = SharedOptions.VersionOf("The version to upgrade to.");
        version.Required = true;
        var bundle = SharedOptions.FileOf("--bundle", "Take the package from this bundle, not from the server.");
        var upgrade = new Command("upgrade", "Upgrade the suite, and wait until the new version is committed.")
        {
            version, bundle, shared.Timeout,
        };
        upgrade.SetAction((parsed, cancellationToken) =>
        {
            var context = shared.Context(parsed);
            var order = new UpgradeRequest
            {
                Version = parsed.GetValue(version)!,
                BundlePath = parsed.GetValue(bundle),
            };
            return context.RunAsync(() => new UpgradeClient(context).RunAsync(
                order, order.Version, parsed.GetValue(shared.Timeout) ?? StandardTime, cancellationToken));
        });
        yield return upgrade;

        var take = new Command("take-package",
            "Upgrade to the version that the installed package brought, if it is newer; package scripts call this.");
        take.SetAction((parsed, cancellationToken) =>
        {
            var context = shared.Context(parsed);
            return context.RunAsync(() => new PackageUpgrade(context).RunAsync(cancellationToken));
        });
        yield return take;

        var renew = new Command("renew-units",
            "Bring the unit files to those of the version that runs; aops-spm asks for it after an upgrade.");
        renew.SetAction((parsed, cancellationToken) =>
        {
            var context = shared.Context(parsed);
            return context.RunAsync(() => new UnitRenewal(context).RunAsync(cancellationToken));
        });
        yield return renew;

        var now = new Option<bool>("--now")
        {
            Description = "Commit as soon as both members are healthy: trialPeriod is not waited for, and the server is not asked.",
        };
        var rollback = new Command("rollback", "Return to the version before.") { now, shared.Timeout };
        rollback.SetAction((parsed, cancellationToken) =>
        {
            var context = shared.Context(parsed);
            return context.RunAsync(() => new UpgradeClient(context).RunAsync(
                new RollbackRequest { IsUrgent = parsed.GetValue(now) }, null,
                parsed.GetValue(shared.Timeout) ?? StandardTime, cancellationToken));
        });
        yield return rollback;
    }
}
