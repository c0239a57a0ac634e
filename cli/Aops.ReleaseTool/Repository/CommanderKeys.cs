using System.Globalization;
using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Keys;
using Aops.Releases.Runbooks;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Repository;

/// <summary>The keys whose signatures make hosts run a command: <see cref="Commanders"/> in the repository.</summary>
internal sealed class CommanderKeys
{
    private readonly OperatorTargets _targets;
    private readonly Dictionary<string, Commander> _keys;
    private readonly long _generation;
    private int _threshold;

    /// <exception cref="ToolException">What is signed cannot be read.</exception>
    public CommanderKeys(OperatorTargets targets)
    {
        _targets = targets;
        var signed = Read(targets);
        _keys = signed?.Keys.ToDictionary() ?? [];
        _generation = signed?.Generation ?? 0;
        _threshold = signed?.Threshold ?? 1;
    }

    /// <summary>Adds a key, or replaces what was signed of it.</summary>
    public void Set(PublicKey key, string name, IReadOnlyList<string>? hosts, IReadOnlyList<string>? users)
    {
        var json = key.ToJson();
        _keys[key.Id] = new Commander
        {
            KeyType = (string)json["keytype"]!,
            Scheme = (string)json["scheme"]!,
            KeyValue = new Dictionary<string, string> { ["public"] = (string)json["keyval"]!["public"]! },
            Name = name,
            Hosts = hosts,
            Users = users,
        };
    }

    /// <summary>Removes a key.</summary>
    /// <param name="id">Its id, or a prefix of it.</param>
    /// <exception cref="ToolException">No key, or more than one, has this prefix.</exception>
    public void Remove(string id)
    {
        var found = _keys.Keys.Where(known => known.StartsWith(id, StringComparison.Ordinal)).ToList();
        if (found.Count != 1)
        {
            throw new ToolException(ExitCodes.NoInput,
                $"{found.Count} keys that sign commands begin with '{id}' ({string.Join(", ", _keys.Keys)}); nothing was changed");
        }
        _keys.Remove(found[0]);
        if (_keys.Count == 0) _threshold = 1;
    }

    /// <summary>Sets how many of the keys must sign; null leaves it.</summary>
    public void SetThreshold(int? threshold) => _threshold = threshold ?? _threshold;

    /// <summary>Puts the next generation into the metadata.</summary>
    /// <exception cref="ToolException">Hosts would refuse it.</exception>
    public Commanders Save()
    {
        var commanders = new Commanders { Generation = _generation + 1, Threshold = _threshold, Keys = _keys };
        var content = commanders.ToJson();
        try
        {
            if (content.Length > RunLimits.CommandersBytesMax)
                throw new InvalidDataException($"it has more than {RunLimits.CommandersBytesMax} bytes");
            Commanders.Parse(content);
        }
        catch (InvalidDataException e)
        {
            throw new ToolException(ExitCodes.Usage, $"hosts would refuse this: {e.Message}; nothing was signed", e);
        }
        _targets.Set(Commanders.TargetName, content, Commanders.Kind, Commanders.Kind,
            commanders.Generation.ToString(CultureInfo.InvariantCulture));
        return commanders;
    }

    private static Commanders? Read(OperatorTargets targets)
    {
        try
        {
            return targets.Read(Commanders.TargetName) is { } content ? Commanders.Parse(content) : null;
        }
        catch (InvalidDataException e)
        {
            throw new ToolException(ExitCodes.BadData,
                $"{Commanders.TargetName} of the repository cannot be read: {e.Message}; put back what was published last", e);
        }
    }
}
