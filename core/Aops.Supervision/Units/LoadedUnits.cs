using System.Collections.Concurrent;
using System.Globalization;
using Aops.Native.Files;
using Aops.Systemd;
using Aops.Systemd.Transient;

namespace Aops.Supervision.Units;

/// <summary>
/// Dead transient units that systemd still has loaded because a running unit is ordered after them. systemd accepts
/// no new description for such a name. On the queue only.
/// </summary>
internal sealed class LoadedUnits
{
    // systemd.unit(5), "Table 1. Load path when running in system mode".
    private const string Folder = "/run/systemd/transient";

    private readonly ConcurrentDictionary<string, string> _described = new();

    /// <summary>
    /// Records that a unit was started by a description, which systemd has loaded under its name.
    /// </summary>
    public void Note(TransientUnit unit) => _described[unit.Name] = TextOf(unit);

    /// <summary>Whether systemd has loaded exactly this description.</summary>
    public bool Has(TransientUnit unit) => _described.TryGetValue(unit.Name, out var text) && text == TextOf(unit);

    /// <summary>Makes systemd forget a description, which makes it reload all unit files of the host.</summary>
    /// <param name="unit">The unit, which is dead.</param>
    /// <exception cref="IOException">The unit file cannot be deleted, or systemd does not reload.</exception>
    public void Forget(SystemdClient manager, TransientUnit unit)
    {
        _described.TryRemove(unit.Name, out _);
        AtomicFile.Delete(Path.Combine(Folder, unit.Name));
        manager.Reload();
    }

    private static string TextOf(TransientUnit unit) =>
        string.Join('\n', unit.Properties.Select(property => $"{property.Name}={TextOf(property.Value)}"));

    private static string TextOf(UnitProperty value) => value switch
    {
        UnitProperty.Text text => text.Value,
        UnitProperty.Flag flag => flag.Value ? "yes" : "no",
        UnitProperty.Number number => number.Value.ToString(CultureInfo.InvariantCulture),
        UnitProperty.Mode mode => mode.Value.ToString(CultureInfo.InvariantCulture),
        UnitProperty.Amount amount => amount.Value.ToString(CultureInfo.InvariantCulture),
        UnitProperty.Words words => string.Join('\0', words.Values),
        UnitProperty.Command command => command.Program + '\0' + string.Join('\0', command.Arguments),
        _ => throw new InvalidOperationException($"{value.GetType().Name} has no text"),
    };
}
