using System.Text.Json;

namespace Aops.Releases.Tuf;

/// <summary>Keys that may sign for a role, and how many of them must.</summary>
/// <param name="KeyIds">Ids of the keys, each once.</param>
/// <param name="Threshold">Least number of distinct keys, from 1.</param>
internal sealed record TufRole(IReadOnlyList<string> KeyIds, int Threshold);

/// <summary>What a parent role says of the signers of a child: the role with the keys that its ids name.</summary>
internal sealed record TufAuthority(TufRole Role, IReadOnlyDictionary<string, TufKey> Keys);

/// <summary>The part of targets metadata that hands names on to other roles (section 4.5).</summary>
/// <param name="Keys">Keys by their ids.</param>
/// <param name="Roles">The roles, the most trusted first.</param>
internal sealed record TufDelegations(
    IReadOnlyDictionary<string, TufKey> Keys, IReadOnlyList<TufDelegatedRole> Roles)
{
    public static readonly TufDelegations None = new(new Dictionary<string, TufKey>(), []);
}

/// <summary>A role that may list some targets in place of its parent.</summary>
/// <param name="Name">Its name; its metadata is <c>VERSION.NAME.json</c>, the name percent-encoded.</param>
/// <param name="Signers">Who signs for it.</param>
/// <param name="Terminating">Whether a search that came here goes nowhere else.</param>
/// <param name="Names">Names that it may list.</param>
/// <param name="Custom">What the parent signed of it beside that; null if nothing. TUF leaves its meaning to the application.</param>
internal sealed record TufDelegatedRole(
    string Name, TufRole Signers, bool Terminating, TufNameRule Names, JsonElement? Custom);
