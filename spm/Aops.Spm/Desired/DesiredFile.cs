using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Reading;
using Aops.Layout;

namespace Aops.Spm.Desired;

/// <summary>
/// Format of <c>desired.json</c>: a <see cref="DesiredState"/> and a list of what was rejected when it was
/// taken. If sub-agents were rejected, the sub-agents stand in <see cref="Partly"/> instead of their usual
/// place: an older spm, which does not know the list of rejections, then leaves all sub-agents as they are
/// instead of uninstalling some.
/// </summary>
internal sealed record DesiredFile
{
    public int Schema { get; set; } = 1;

    public required long Revision { get; init; }

    public string? History { get; init; }

    public DesiredAgent? Agent { get; init; }

    public IReadOnlyList<DesiredSubAgent>? SubAgents { get; init; }

    public IReadOnlyDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();

    public DesiredPause? Pause { get; init; }

    public PartlyTaken? Partly { get; init; }

    /// <summary>What was rejected when a desired state was taken.</summary>
    internal sealed record PartlyTaken
    {
        /// <summary>
        /// The version that rejected it. Another version may understand more, and asks the server for the
        /// desired state again.
        /// </summary>
        public string By { get; set; } = "";

        public IReadOnlyList<DesiredSubAgent>? SubAgents { get; init; }

        public IReadOnlyList<string> LeftAsTheyAre { get; set; } = [];

        public bool RemovesNone { get; init; }

        public IReadOnlyList<string> Faults { get; set; } = [];
    }

    /// <summary>Serializes a desired state to the format of the file.</summary>
    public static byte[] Write(CheckedDesired held)
    {
        var state = held.State;
        var file = new DesiredFile
        {
            Revision = state.Revision,
            History = state.History,
            Agent = state.Agent,
            SubAgents = held.HasAllSubAgents ? state.SubAgents : null,
            Settings = state.Settings,
            Pause = state.Pause,
            Partly = held.HasAllSubAgents && held.Faults.Count == 0 ? null : new()
            {
                By = Product.Version,
                SubAgents = held.HasAllSubAgents ? null : state.SubAgents,
                LeftAsTheyAre = [.. held.LeftAsTheyAre.Order(StringComparer.Ordinal)],
                RemovesNone = held.RemovesNone,
                Faults = held.Faults,
            },
        };
        return JsonSerializer.SerializeToUtf8Bytes(file, SpmJson.Default.DesiredFile);
    }

    /// <summary>Reads the file, through the same gate as a desired state from the server.</summary>
    /// <param name="fault">Why the content is not a desired state.</param>
    public static ReadDesired? Read(byte[] content, out string fault)
    {
        if (WirePart.TryParse(content, Limits.JsonDepthMax, out fault) is not { } members) return null;
        if (WirePart.Find(members, "partly") is not { } part)
        {
            var whole = DesiredGate.Read(members, out fault);
            return whole is null ? null : new(whole, whole.Faults.Count == 0, false);
        }

        var partly = WirePart.Members(part);
        if (WirePart.Find(partly, "subAgents") is { } subAgents) members["subAgents"] = subAgents;
        if (DesiredGate.Read(members, out fault) is not { } held) return null;
        var known = new PartlyTaken
        {
            LeftAsTheyAre = Texts(WirePart.Find(partly, "leftAsTheyAre"), Limits.SubAgentsMax),
            Faults = Texts(WirePart.Find(partly, "faults"), Limits.FaultsMax),
        };
        var removesNone = WirePart.Find(partly, "removesNone") is { ValueKind: JsonValueKind.True };
        var isAsked = WirePart.TryText(WirePart.Find(partly, "by")) != Product.Version;
        return new(held with
        {
            LeftAsTheyAre = held.LeftAsTheyAre.Concat(known.LeftAsTheyAre).ToHashSet(StringComparer.Ordinal),
            RemovesNone = held.RemovesNone || removesNone,
            Faults = [.. known.Faults.Concat(held.Faults).Take(Limits.FaultsMax)],
        }, held.Faults.Count == 0, isAsked);
    }

    private static List<string> Texts(JsonElement? part, int countMax) =>
        part is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Take(countMax).Select(item => WirePart.TryText(item)).OfType<string>()
                .Select(text => ShownText.Of(text, Limits.TextCharsMax))]
            : [];
}

/// <summary>The content of a file.</summary>
/// <param name="Held">The desired state.</param>
/// <param name="IsWhole">Whether every part of the file could be used.</param>
/// <param name="IsAskedAgain">
/// Whether the server has to send it again, since another version rejected parts of it.
/// </param>
internal sealed record ReadDesired(CheckedDesired Held, bool IsWhole, bool IsAskedAgain);
