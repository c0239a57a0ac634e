using Aops.Systemd.Client;

namespace Aops.Systemd;

/// <summary>
/// Detects the shutdown of the machine. While systemd shuts it down, or has it in rescue or emergency mode, an exit
/// is not a failure and nothing is restarted, neither the pair nor a sub-agent.
/// </summary>
public static class MachineEnd
{
    private const string ShutsDown = "the machine shuts down";
    private const string IsInRescue = "the machine is in rescue mode";

    /// <summary>Targets that stop the suite, for the Conflicts= of its units (systemd.special(7)).</summary>
    public static IReadOnlyList<string> RescueTargets { get; } = ["rescue.target", "emergency.target"];

    /// <summary>Whether the machine is shutting down.</summary>
    /// <param name="manager">Asks systemd.</param>
    /// <returns>A clause that says so; null while the machine runs, or if systemd cannot tell.</returns>
    public static string? Of(SystemdClient manager)
    {
        try
        {
            return manager.SystemState() switch
            {
                "stopping" => ShutsDown,
                "maintenance" => IsInRescue,
                // Some versions of systemd report only this until the boot is complete, so the targets are queried.
                "initializing" or "starting" => OfTargets(manager),
                _ => null,
            };
        }
        catch (SystemdException)
        {
            return null;
        }
    }

    private static string? OfTargets(SystemdClient manager) =>
        IsComing(manager, "shutdown.target") ? ShutsDown
        : RescueTargets.Any(target => IsComing(manager, target)) ? IsInRescue
        : null;

    private static bool IsComing(SystemdClient manager, string target) =>
        manager.Status(target).IsLive || manager.HasJob(target);
}
