using Aops.Systemd.Client;

namespace Aops.Systemd;

/// <summary>
/// The one rule for the end of a machine. While systemd stops it, or keeps it in rescue or emergency mode, nothing that
/// ends is a death, and nothing is started again: neither the pair nor a sub-agent.
/// </summary>
public static class MachineEnd
{
    private const string ShutsDown = "the machine shuts down";
    private const string IsInRescue = "the machine is in rescue mode";

    /// <summary>Targets that keep the suite down, for units that conflict with them (systemd.special(7)).</summary>
    public static IReadOnlyList<string> RescueTargets { get; } = ["rescue.target", "emergency.target"];

    /// <summary>Looks whether the machine is at its end.</summary>
    /// <param name="manager">Asks systemd.</param>
    /// <returns>A clause that says so; null while the machine runs, or where systemd cannot tell.</returns>
    public static string? Of(SystemdClient manager)
    {
        try
        {
            return manager.SystemState() switch
            {
                "stopping" => ShutsDown,
                "maintenance" => IsInRescue,
                // Of a boot that is not done some versions tell nothing else.
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
