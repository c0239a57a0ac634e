using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Releases;
using Aops.Releases.Keys;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Repository;

/// <summary>
/// The roles to which targets metadata delegates: publishers, each with the targets that it may sign.
/// </summary>
internal sealed class Publishers(JsonObject targets)
{
    /// <summary>
    /// The fault of a publisher's name, or null. The name becomes part of file names, between dots.
    /// </summary>
    public static string? FaultOf(string name) =>
        !Names.IsValid(name) || name.Contains('.') || TufRoles.TopLevel.Contains(name)
            ? $"'{name}' cannot name a publisher ({Names.Rule}, without dots, and none of {string.Join(", ", TufRoles.TopLevel)})"
            : null;

    /// <summary>
    /// Publishers whose metadata hosts refuse, with the reason: not delegated any more, not signed with the
    /// current keys, or expired.
    /// </summary>
    public static IReadOnlyDictionary<string, string> FindUnusable(ReleaseRepository repository, DateTimeOffset now)
    {
        var unusable = new Dictionary<string, string>();
        var publishers = new Publishers(repository.ReadSigned(TufRoles.Targets));
        foreach (var role in repository.TargetsRoles().Skip(1))
        {
            if (publishers.FindFault(role, repository, now) is { } fault) unusable[role] = fault;
        }
        return unusable;
    }

    /// <summary>The delegation of a publisher.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public JsonObject Find(string name) => TryFind(name)
        ?? throw new ToolException(ExitCodes.NoInput, $"nothing is delegated to {name}; nothing was changed");

    /// <summary>Delegates names to a publisher; an earlier delegation is replaced at the same place.</summary>
    public void Set(
        string name, IReadOnlyList<PublicKey> keys, int threshold, IReadOnlyList<string> paths, JsonObject rights)
    {
        if (threshold < 1 || threshold > keys.Count)
            throw new ToolException(ExitCodes.Usage, $"{keys.Count} keys were given, and {threshold} cannot be the threshold");
        var delegations = targets["delegations"] as JsonObject;
        if (delegations is null)
            targets["delegations"] = delegations = new JsonObject { ["keys"] = new JsonObject(), ["roles"] = new JsonArray() };
        var role = new JsonObject
        {
            ["name"] = name,
            ["keyids"] = new JsonArray([.. keys.Select(key => (JsonNode)key.Id)]),
            ["threshold"] = threshold,
            ["terminating"] = false,
            ["paths"] = new JsonArray([.. paths.Select(path => (JsonNode)path)]),
            ["custom"] = new JsonObject { [PublisherRights.Member] = rights },
        };
        var roles = delegations["roles"]!.AsArray();
        if (TryFind(name) is { } present) roles[roles.IndexOf(present)] = role;
        else roles.Add((JsonNode)role);
        foreach (var key in keys) delegations["keys"]![key.Id] = key.ToJson();
        DropUnusedKeys(delegations);
    }

    /// <summary>
    /// The rights that a publisher's packages must comply with; null for a delegation from before rights
    /// existed.
    /// </summary>
    /// <exception cref="ToolException">Nothing is delegated to it.</exception>
    public PublisherRights? RightsOf(string name)
    {
        if (Find(name)["custom"] is not { } custom) return null;
        using var document = JsonDocument.Parse(custom.ToJsonString());
        return PublisherRights.Read(name, document.RootElement);
    }

    /// <summary>Publishers whose delegation has no rights: their packages may run as root.</summary>
    public IEnumerable<string> WithoutRights() => (targets["delegations"]?["roles"]?.AsArray() ?? [])
        .Select(role => (string)role!["name"]!).Where(name => RightsOf(name) is null);

    /// <summary>Removes the delegation of a publisher.</summary>
    /// <exception cref="ToolException">Nothing is delegated to it.</exception>
    public void Remove(string name)
    {
        var delegation = Find(name);
        targets["delegations"]!["roles"]!.AsArray().Remove(delegation);
        DropUnusedKeys(targets["delegations"]!.AsObject());
    }

    private string? FindFault(string role, ReleaseRepository repository, DateTimeOffset now)
    {
        if (TryFind(role) is not { } delegation) return "nothing is delegated to it any more";
        if (!Authority.Read(delegation).IsMetBy(MetadataFile.SignersOf(repository.FileOf(role))))
            return "its metadata is not signed by the keys that are delegated to now";
        var at = repository.ExpiryOf(role);
        return at <= now ? $"its metadata expired at {Expiry.Text(at)}" : null;
    }

    private JsonObject? TryFind(string name) => targets["delegations"]?["roles"]!.AsArray()
        .OfType<JsonObject>().FirstOrDefault(role => (string?)role["name"] == name);

    private static void DropUnusedKeys(JsonObject delegations)
    {
        var used = delegations["roles"]!.AsArray().SelectMany(role => Authority.Read(role!).KeyIds).ToHashSet();
        var keys = delegations["keys"]!.AsObject();
        foreach (var id in keys.Select(key => key.Key).Where(id => !used.Contains(id)).ToList()) keys.Remove(id);
    }
}
