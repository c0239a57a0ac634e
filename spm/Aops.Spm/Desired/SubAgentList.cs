using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Reading;

namespace Aops.Spm.Desired;

/// <summary>The sub-agents of a desired state that pass <see cref="DesiredGate"/>.</summary>
/// <param name="Entries">Entries that can be carried out; null leaves all sub-agents as they are.</param>
/// <param name="LeftAsTheyAre">Names of rejected entries.</param>
/// <param name="HasUnnamed">Whether an entry without a valid name was rejected.</param>
internal sealed record SubAgentList(
    IReadOnlyList<DesiredSubAgent>? Entries, IReadOnlySet<string> LeftAsTheyAre, bool HasUnnamed)
{
    private static readonly SubAgentList AsTheyAre = new(null, new HashSet<string>(), false);

    /// <summary>Reads the list.</summary>
    /// <param name="part">The list; null if the server says nothing about sub-agents.</param>
    /// <param name="faults">Receives what is rejected.</param>
    public static SubAgentList Read(JsonElement? part, PartFaults faults)
    {
        if (part is not { } given) return AsTheyAre;
        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() > Limits.SubAgentsMax)
        {
            faults.Add($"desired state: subAgents is no list of at most {Limits.SubAgentsMax}; all stay as they are");
            return AsTheyAre;
        }
        var entries = new Dictionary<string, DesiredSubAgent>(StringComparer.Ordinal);
        var left = new HashSet<string>(StringComparer.Ordinal);
        var hasUnnamed = false;
        var index = -1;
        foreach (var item in given.EnumerateArray())
        {
            index++;
            var name = WirePart.TryText(WirePart.Find(WirePart.Members(item), "name"));
            if (!Names.IsValid(name))
            {
                faults.Add($"desired state: subAgents[{index}] has no valid name; no sub-agent is uninstalled");
                hasUnnamed = true;
            }
            else if (TryEntry(item, out var fault) is not { } entry)
            {
                faults.Add($"desired state: sub-agent {name}: {fault}; it stays as it is");
                left.Add(name!);
            }
            else if (!entries.TryAdd(name!, entry))
            {
                faults.Add($"desired state: sub-agent {name}: is there twice; it stays as it is");
                left.Add(name!);
            }
        }
        foreach (var name in left) entries.Remove(name);
        return new([.. entries.Values], left, hasUnnamed);
    }

    private static DesiredSubAgent? TryEntry(JsonElement item, out string fault)
    {
        if (WirePart.TryRead(item, ContractsJson.Default.DesiredSubAgent, out fault) is not { } entry) return null;
        if (FaultOf(entry) is not { } found) return entry;
        fault = found;
        return null;
    }

    // The nullable annotations do not hold for elements of deserialized lists and dictionaries, which may
    // be null.
    private static string? FaultOf(DesiredSubAgent entry)
    {
        if (!Names.IsValid(entry.Version)) return $"'{ShownText.Of(entry.Version)}' is no version";
        if (entry.Generation is < 0 or > Limits.GenerationMax) return $"order is not from 0 to {Limits.GenerationMax}";
        if (entry.Env.Count > Limits.SubAgentWordsMax) return $"env has more than {Limits.SubAgentWordsMax} variables";
        foreach (var (name, value) in entry.Env)
        {
            if (!IsWord(name) || name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || !IsWord(value))
                return $"env.{ShownText.Of(name)} is no variable that a process can have";
        }
        if (entry.Args?.Count > Limits.SubAgentWordsMax) return $"args has more than {Limits.SubAgentWordsMax} arguments";
        return entry.Args?.All(IsWord) == false ? "args holds what is no argument of a process" : null;
    }

    private static bool IsWord(string? text) =>
        text is { Length: <= Limits.SubAgentWordCharsMax } && !text.Contains('\0', StringComparison.Ordinal);
}
