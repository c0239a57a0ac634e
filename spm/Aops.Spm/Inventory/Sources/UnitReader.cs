using Aops.Contracts.Wire.Inventory;
using Aops.Systemd;
using Aops.Systemd.Client;

namespace Aops.Spm.Inventory.Sources;

/// <summary>Lists services, sockets and timers of systemd.</summary>
internal static class UnitReader
{
    private static readonly string[] Kinds = [".service", ".socket", ".timer"];

    /// <summary>Asks systemd; null where it does not run this host, or does not answer within its time.</summary>
    public static UnitInventory? Read()
    {
        if (!SystemdHost.IsBooted) return null;
        using var manager = new SystemdClient();
        try
        {
            return Of(manager.ListUnits());
        }
        catch (SystemdException)
        {
            return null;
        }
    }

    /// <summary>What is told of a list.</summary>
    public static UnitInventory Of(IEnumerable<ListedUnit> units)
    {
        var told = units.Where(unit => Kinds.Any(kind => unit.Name.EndsWith(kind, StringComparison.Ordinal)))
            .OrderBy(unit => unit.Name, StringComparer.Ordinal).ToList();
        return new UnitInventory
        {
            Units =
            [
                .. told.Take(InventoryLimits.UnitsMax).Select(unit => new InstalledUnit
                {
                    Name = HostTree.Fit(unit.Name), Load = HostTree.Fit(unit.Status.LoadState),
                    Active = HostTree.Fit(unit.Status.ActiveState), Sub = HostTree.Fit(unit.Status.SubState),
                }),
            ],
            LeftOut = Math.Max(0, told.Count - InventoryLimits.UnitsMax),
        };
    }
}
