using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Reading;
using Aops.Hosting.Settings;
using Aops.Native.Programs;

namespace Aops.Spm.Desired;

/// <summary>
/// The only entrance for a desired state, from the server or from the disk. A part that cannot be carried
/// out is rejected and named, and affects no other part. A desired state without a valid revision is
/// rejected as a whole. Pure; throws for no input.
/// </summary>
internal static class DesiredGate
{
    /// <summary>Reads a desired state.</summary>
    /// <param name="part">The part of the server's reply.</param>
    /// <param name="fault">Why it is not a desired state.</param>
    /// <returns>The parts that can be carried out; null if the whole was rejected.</returns>
    public static CheckedDesired? Read(JsonElement part, out string fault)
    {
        fault = "the server's desired state is no object";
        return part.ValueKind == JsonValueKind.Object ? Read(WirePart.Members(part), out fault) : null;
    }

    /// <summary>Reads a desired state from its members.</summary>
    public static CheckedDesired? Read(IReadOnlyDictionary<string, JsonElement> members, out string fault)
    {
        fault = $"the server's desired state has no revision from 0 to {Limits.GenerationMax}";
        if (WirePart.TryNumber(WirePart.Find(members, "revision"), 0, Limits.GenerationMax) is not { } revision)
            return null;
        var faults = new PartFaults();
        var history = WirePart.TryText(WirePart.Find(members, "history"));
        var subAgents = SubAgentList.Read(WirePart.Find(members, "subAgents"), faults);
        return new CheckedDesired(new DesiredState
        {
            Revision = revision,
            History = Names.IsValid(history) ? history : null,
            Agent = ReadAgent(WirePart.Find(members, "agent"), faults),
            SubAgents = subAgents.Entries,
            Settings = ReadSettings(WirePart.Find(members, "settings"), faults),
            Pause = ReadPause(WirePart.Find(members, "pause"), faults),
        })
        {
            LeftAsTheyAre = subAgents.LeftAsTheyAre,
            RemovesNone = subAgents.HasUnnamed,
            Faults = faults.ToList(),
        };
    }

    /// <summary>Applies the same check to an existing desired state.</summary>
    /// <exception cref="ArgumentException">It does not pass.</exception>
    public static CheckedDesired Check(DesiredState state) =>
        Read(JsonSerializer.SerializeToElement(state, ContractsJson.Default.DesiredState), out var fault)
        ?? throw new ArgumentException(fault, nameof(state));

    private static DesiredAgent? ReadAgent(JsonElement? part, PartFaults faults)
    {
        if (part is not { } given) return null;
        const string stays = "the suite stays as it is";
        if (WirePart.TryRead(given, ContractsJson.Default.DesiredAgent, out var fault) is not { } agent)
            faults.Add($"desired state: agent {fault}; {stays}");
        else if (!Names.IsValid(agent.Version))
            faults.Add($"desired state: agent.version '{ShownText.Of(agent.Version)}' is no version; {stays}");
        else if (agent.Generation is < 0 or > Limits.GenerationMax)
            faults.Add($"desired state: agent.order is not from 0 to {Limits.GenerationMax}; {stays}");
        else
            return agent;
        return null;
    }

    // An unreadable pause is no pause: sub-agents run on, and the fault says so.
    private static DesiredPause? ReadPause(JsonElement? part, PartFaults faults)
    {
        if (part is not { } given) return null;
        if (given.ValueKind != JsonValueKind.Object)
        {
            faults.Add("desired state: pause is no object; sub-agents are not paused");
            return null;
        }
        var reason = WirePart.TryText(WirePart.Find(WirePart.Members(given), "reason")) ?? "";
        return new DesiredPause { Reason = PlainText.Cut(reason, Limits.TextCharsMax) };
    }

    // Unknown settings are retained for a later version of the suite; SettingsOverlay decides which ones
    // take effect now.
    private static Dictionary<string, string> ReadSettings(JsonElement? part, PartFaults faults)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (part is not { } given) return settings;
        if (given.ValueKind != JsonValueKind.Object) faults.Add("desired state: settings is no object; it is left out");
        foreach (var (name, value) in WirePart.Members(given))
        {
            var shown = ShownText.Of(name);
            if (!Names.IsValid(name)) faults.Add($"desired state: setting '{shown}' is no name; it is left out");
            else if (SettingKeys.Find(name) is { FromServer: null })
                faults.Add($"desired state: setting {SettingKeys.FaultFromServer(name, "")}; it is left out");
            else if (WirePart.TryText(value) is not { Length: <= Limits.TextCharsMax } text)
                faults.Add($"desired state: setting {shown} is no text of up to {Limits.TextCharsMax} characters; it is left out");
            else if (settings.Count >= Limits.SettingsMax)
                faults.Add($"desired state: setting {shown} is beyond the {Limits.SettingsMax} that are taken; it is left out");
            else
                settings[name] = text;
        }
        return settings;
    }
}
