using System.Collections.Concurrent;
using System.Globalization;
using Aops.Native.Files;
using Aops.Systemd.Client;
using Aops.Systemd.Transient;

namespace Aops.Supervision.Units;

/// <summary>
/// Transient units that systemd still has loaded although they are dead: another unit that lives is ordered after them.
/// systemd takes no new description under such a name. On the queue.
/// </summary>
internal sealed class LoadedUnits
{
    // systemd.unit(5), "Table 1. Load path when running in system mode".
    private const string Folder = "/run/systemd/transient";

    private readonly ConcurrentDictionary<string, string> _described = new();

    /// <summary>A unit was started by a description: that is what systemd has loaded under its name.</summary>
    /// <param name="unit">The unit.</param>
    public void Note(TransientUnit unit) => _described[unit.Name] = TextOf(unit);

    /// <summary>Whether systemd has loaded just this description.</summary>
    /// <param name="unit">The unit.</param>
    public bool Has(TransientUnit unit) => _described.TryGetValue(unit.Name, out var text) && text == TextOf(unit);

    /// <summary>Has systemd forget a description, which takes a look at all unit files of the host.</summary>
    /// <param name="manager">Asks systemd.</param>
    /// <param name="unit">The unit, which is dead.</param>
    /// <exception cref="IOException">It cannot be deleted, or systemd does not read the files.</exception>
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
