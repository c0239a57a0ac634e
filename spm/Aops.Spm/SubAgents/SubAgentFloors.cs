using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Upgrade.Downgrades;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.SubAgents;

/// <summary>The newest version of a sub-agent that ever proved ready on this host.</summary>
/// <param name="Name">The sub-agent.</param>
/// <param name="Number">Its release number; null if unknown, as in a file of an older suite.</param>
internal sealed record SubAgentFloor(string Name, string Version, long? Number = null);

/// <summary>
/// The floors of the sub-agents (<see cref="DowngradeRule"/>), in a file of their own: removing and
/// reinstalling a sub-agent does not lower its floor. A lost file starts again with what is installed.
/// While the file cannot be read, no sub-agent is changed.
/// </summary>
internal sealed partial class SubAgentFloors
{
    private readonly AopsLayout _layout;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();

    // Ordered by the time of the last raise; at the limit the first one is dropped.
    private readonly PersistentList<SubAgentFloor> _floors;

    public SubAgentFloors(AopsLayout layout, ILogger<SubAgentFloors> logger)
    {
        (_layout, _logger) = (layout, logger);
        _floors = new(layout.SubAgentFloors, SpmJson.Default.ListSubAgentFloor,
            floors => floors.RemoveAll(f => f is not { Name: not null, Version: not null }),
            reason => LogDamaged(layout.SubAgentFloors, reason));
    }

    /// <summary>The floor of a sub-agent; null if it never proved ready here.</summary>
    /// <exception cref="IOException">The file cannot be read now.</exception>
    public ReleaseMark? Find(string name)
    {
        lock (_gate)
        {
            return _floors.Items.Find(floor => floor.Name == name) is { } floor
                ? new ReleaseMark(floor.Version, floor.Number)
                : null;
        }
    }

    /// <summary>Raises the floor to a version that proved ready; an older version changes nothing.</summary>
    public void Raise(string name, ReleaseMark proven)
    {
        lock (_gate)
        {
            try
            {
                var floors = _floors.Items;
                var floor = floors.Find(f => f.Name == name);
                var newest = Newest(ReleaseMark.Of(floor?.Version, floor?.Number), proven);
                if (floor is not null && newest == new ReleaseMark(floor.Version, floor.Number)) return;
                if (floor is not null) floors.Remove(floor);
                floors.Add(new SubAgentFloor(name, newest.Version, newest.Number));
                if (floors.Count > Limits.SubAgentFloorsMax) floors.RemoveAt(0);
                _floors.Write();
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                LogNotKept(_layout.SubAgentFloors, e.Message);
            }
        }
    }

    // A floor with a release number is not replaced by a version without one, whose text cannot be compared
    // with it.
    private static ReleaseMark Newest(ReleaseMark? floor, ReleaseMark proven) =>
        floor is { Number: not null } && proven.Number is null ? floor : DowngradeRule.Newer(floor, proven)!;

    [LoggerMessage(2180, LogLevel.Warning,
        "{Path} cannot be written: {Reason}; it is tried again with the next version that proves ready")]
    private partial void LogNotKept(string path, string reason);

    [LoggerMessage(2181, LogLevel.Warning,
        "{Path} is damaged: {Reason}; the versions that are installed are the least ones from now on")]
    private partial void LogDamaged(string path, string reason);
}
