using System.Text.Json;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Upgrade.Machine;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.SubAgents;

/// <summary>The newest version of a sub-agent that ever proved ready on this host.</summary>
/// <param name="Name">The sub-agent.</param>
/// <param name="Version">The version.</param>
internal sealed record SubAgentFloor(string Name, string Version);

/// <summary>
/// The floors of the sub-agents (<see cref="DowngradeRule"/>), in a file of their own: removing a sub-agent and
/// installing it again is no way around them. A file that is lost begins anew with what is installed.
/// </summary>
internal sealed partial class SubAgentFloors
{
    private readonly AopsLayout _layout;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();

    // The one that was raised last at the end: at the limit the one at the beginning is forgotten.
    private readonly List<SubAgentFloor> _floors;

    public SubAgentFloors(AopsLayout layout, ILogger<SubAgentFloors> logger)
    {
        (_layout, _logger) = (layout, logger);
        _floors = Read();
    }

    /// <summary>The floor of a sub-agent; null for one that never proved ready here.</summary>
    public string? Find(string name)
    {
        lock (_gate) return _floors.Find(floor => floor.Name == name)?.Version;
    }

    /// <summary>Notes that a version proved ready; an older one than the floor changes nothing.</summary>
    public void Raise(string name, string version)
    {
        lock (_gate)
        {
            var floor = _floors.Find(f => f.Name == name);
            if (floor is not null && DowngradeRule.Newer(floor.Version, version) == floor.Version) return;
            if (floor is not null) _floors.Remove(floor);
            _floors.Add(new SubAgentFloor(name, version));
            if (_floors.Count > Limits.SubAgentFloorsMax) _floors.RemoveAt(0);
            Write();
        }
    }

    private void Write()
    {
        try
        {
            Durable.Write(_layout.SubAgentFloors,
                JsonSerializer.SerializeToUtf8Bytes(_floors, SpmJson.Default.ListSubAgentFloor));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotKept(_layout.SubAgentFloors, e.Message);
        }
    }

    private List<SubAgentFloor> Read()
    {
        try
        {
            var floors = JsonSerializer.Deserialize(
                File.ReadAllBytes(_layout.SubAgentFloors), SpmJson.Default.ListSubAgentFloor) ?? [];
            return [.. floors.Where(f => f is { Name: not null, Version: not null })];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            LogDamaged(_layout.SubAgentFloors, e.Message);
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Path} cannot be written: {Reason}; it is tried again with the next version that proves ready")]
    private partial void LogNotKept(string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Path} is damaged: {Reason}; the versions that are installed are the least ones from now on")]
    private partial void LogDamaged(string path, string reason);
}
