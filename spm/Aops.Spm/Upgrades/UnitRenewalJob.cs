using Aops.Layout;
using Aops.Systemd;
using Aops.Systemd.Client;
using Aops.Systemd.Transient;

namespace Aops.Spm.Upgrades;

/// <summary>
/// Runs <c>aops-agent-service renew-units</c> in a unit of its own, since spm's unit may not write to /etc.
/// </summary>
/// <param name="manager">The connection to systemd.</param>
internal sealed class UnitRenewalJob(AopsLayout layout, SystemdClient manager)
{
    private const string Unit = "aops-renew-units.service";
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(20);

    /// <summary>Starts the job.</summary>
    /// <returns>The job; null if it runs already.</returns>
    /// <exception cref="SystemdException">systemd refuses or is not reached.</exception>
    public UnitJob? Begin()
    {
        try
        {
            return manager.StartTransient(new TransientUnit
            {
                Name = Unit,
                Properties =
                [
                    ("Description", new UnitProperty.Text("aops unit files of the version that runs")),
                    ("Type", new UnitProperty.Text("oneshot")),
                    ("CollectMode", new UnitProperty.Text("inactive-or-failed")),
                    ("ExecStart", new UnitProperty.Command(
                        layout.ServiceProgram, [layout.ServiceProgram, "renew-units", "--root", layout.Root])),
                ],
            });
        }
        catch (SystemdException e) when (e.Name == SystemdErrors.UnitExists)
        {
            return null;
        }
    }

    /// <summary>Starts the job and waits for its end.</summary>
    /// <exception cref="SystemdException">systemd refuses or is not reached.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        // The job of a oneshot unit lasts as long as its process.
        if (Begin() is { } job) manager.Wait(job, TimeMax, cancellationToken);
    }
}
