using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Releases.Keys;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Repository;

/// <summary>Changes which keys sign for a top-level role, in a root that is not signed yet.</summary>
internal sealed class RoleKeys(JsonObject root, string role)
{
    private JsonObject Role => root["roles"]![role]!.AsObject();

    private JsonArray KeyIds => Role["keyids"]!.AsArray();

    /// <summary>Adds a key to the role.</summary>
    /// <exception cref="ToolException">The role has it already.</exception>
    public void Add(PublicKey key)
    {
        if (Ids().Contains(key.Id))
            throw new ToolException(ExitCodes.CannotWrite, $"{role} has the key {key.Id} already; nothing was changed");
        KeyIds.Add((JsonNode)key.Id);
        root["keys"]!.AsObject().TryAdd(key.Id, key.ToJson());
    }

    /// <summary>Removes a key from the role, and from the root if no role uses it any more.</summary>
    /// <param name="id">Its id, or a prefix of it.</param>
    /// <exception cref="ToolException">No key of the role, or more than one, has this prefix.</exception>
    public void Remove(string id)
    {
        var found = Ids().Where(known => known.StartsWith(id, StringComparison.Ordinal)).ToList();
        if (found.Count != 1)
        {
            throw new ToolException(ExitCodes.NoInput,
                $"{found.Count} keys of {role} begin with '{id}' ({string.Join(", ", Ids())}); nothing was changed");
        }
        KeyIds.RemoveAt(Ids().IndexOf(found[0]));
        var isUsed = TufRoles.TopLevel.Any(other => Authority.OfTopLevel(root, other).KeyIds.Contains(found[0]));
        if (!isUsed) root["keys"]!.AsObject().Remove(found[0]);
    }

    /// <summary>Sets how many keys must sign; null leaves it.</summary>
    /// <exception cref="ToolException">The role has fewer keys.</exception>
    public void SetThreshold(int? threshold)
    {
        if (threshold is { } wanted) Role["threshold"] = wanted;
        var now = (int)Role["threshold"]!;
        if (now < 1 || now > KeyIds.Count)
            throw new ToolException(ExitCodes.Usage, $"{role} has {KeyIds.Count} keys, and {now} cannot be its threshold");
    }

    private List<string> Ids() => [.. KeyIds.Select(id => (string)id!)];
}
