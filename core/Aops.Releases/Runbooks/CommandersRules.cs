using Aops.Contracts;
using Aops.Contracts.Wire.Runs;

namespace Aops.Releases.Runbooks;

/// <summary>What <see cref="Commanders"/> have to be; the publisher's tool signs nothing that hosts would refuse.</summary>
internal static class CommandersRules
{
    /// <summary>Lists the faults.</summary>
    public static IEnumerable<string> FaultsOf(Commanders commanders)
    {
        if (commanders.Schema != 1) yield return $"schema {commanders.Schema} is not known to this version (1 is)";
        if (commanders.Generation is < 1 or > Limits.FleetGenerationMax)
            yield return $"generation must be from 1 to {Limits.FleetGenerationMax}";
        if (commanders.Keys.Count > RunLimits.CommandersMax)
        {
            yield return $"it names more than {RunLimits.CommandersMax} keys";
            yield break;
        }
        var keysMax = Math.Clamp(commanders.Keys.Count, 1, RunLimits.SignaturesMax);
        if (commanders.Threshold < 1 || commanders.Threshold > keysMax)
            yield return $"threshold must be from 1 to {keysMax}, since there are {commanders.Keys.Count} keys";
        var known = new Dictionary<string, string>();
        foreach (var (id, commander) in commanders.Keys)
        {
            if (commander is null || id != commander.Id)
            {
                yield return "a key does not have the id that its content gives";
                continue;
            }
            foreach (var fault in FaultsOf(commander)) yield return $"key {Shorten(id)} {fault}";
            var key = commander.ToKey(id);
            if (!key.IsUsable) yield return $"key {Shorten(id)} is of a kind that hosts do not verify, or cannot be read";
            // One key under two ids would reach a threshold of two alone.
            else if (!known.TryAdd(key.Identity, id))
                yield return $"keys {Shorten(id)} and {Shorten(known[key.Identity])} are one key";
        }
    }

    /// <summary>The beginning of a key's id, for sentences.</summary>
    public static string Shorten(string id) => id.Length > 8 ? id[..8] : id;

    private static IEnumerable<string> FaultsOf(Commander commander)
    {
        if (commander.Name is { Length: > RunLimits.TitleCharsMax })
            yield return $"has a name of more than {RunLimits.TitleCharsMax} characters";
        if (commander.Hosts is { } hosts && !IsListOfTexts(hosts, RunLimits.HostPatternsMax))
            yield return $"has hosts that are not 1 to {RunLimits.HostPatternsMax} texts of 1 to 255 characters";
        if (commander.Users is { } users && !IsListOfTexts(users, RunLimits.CommanderUsersMax))
            yield return $"has users that are not 1 to {RunLimits.CommanderUsersMax} texts of 1 to 255 characters";
    }

    private static bool IsListOfTexts(IReadOnlyList<string> texts, int max) =>
        texts.Count >= 1 && texts.Count <= max && texts.All(text => text is { Length: > 0 and <= 255 });
}
