using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Inventory;
using Aops.Fuzz.Corpora;
using Aops.Fuzz.Engine;
using Aops.Server;
using Aops.Server.Agents;
using Aops.Server.Heartbeats;
using Aops.Server.Http;
using Aops.Server.Inventory;
using Aops.Server.Layers;
using Aops.Server.Problems;

namespace Aops.Fuzz.Targets;

/// <summary>Bodies that hosts and operators send to the server.</summary>
internal static class ServerTargets
{
    private static readonly AgentCredential Agent = new("a1", new byte[32], "0123456789abcdef0123456789abcdef", "web-1");

    private static HeartbeatRequest? _before;

    public static FuzzTarget[] All { get; } =
    [
        new()
        {
            Name = "heartbeat", Kind = InputKind.Json, Seeds = () => WireCorpus.Heartbeats, Read = ReadHeartbeat,
            IsDeclared = e => e is RequestFault,
            Words = ["report", "subAgents", "name", "state", "running", "host", "agent"],
        },
        new()
        {
            Name = "register", Kind = InputKind.Json, Seeds = () => WireCorpus.Registrations, Read = ReadRegistration,
            IsDeclared = e => e is RequestFault,
        },
        new()
        {
            Name = "inventory", Kind = InputKind.Json, Seeds = () => WireCorpus.Inventories, Read = ReadInventory,
            Words = ["packages", "version", "address", "volumes", "units", "count", "~1", "::ffff:10.0.0.1"],
        },
        new()
        {
            Name = "desired-put", Kind = InputKind.Json, Seeds = () => WireCorpus.Desired, Read = ReadDesired,
            IsDeclared = e => e is RequestFault,
            Words = ["LD_PRELOAD", "PATH", "bandwidth", "logLevel", "heartbeatSrv", "restartDelay"],
        },
    ];

    private static string ReadHeartbeat(byte[] input)
    {
        var heartbeat = JsonBody.Parse(input, HeartbeatShape.Bound, body =>
            HeartbeatGate.Read(body, Agent, out var fault) ?? throw new RequestFault(ProblemKinds.BadJson(fault)));
        // What the server does with every one that it took in.
        var changes = StatusChanges.Between(_before, heartbeat).Count();
        var (whole, summary) = (StatusDocument.Whole(heartbeat), StatusDocument.Summary(heartbeat));
        _ = JsonSerializer.Deserialize(whole ?? summary, ContractsJson.Default.HeartbeatRequest)
            ?? throw new InvalidOperationException("what is stored of a heartbeat is null");
        _before = heartbeat;
        return $"{changes} {heartbeat.SubAgents.Count} {string.Join(';', heartbeat.Agent.Faults)}";
    }

    // A content may come under the name of any section. What is stored is read once more for each host that names it.
    private static string ReadInventory(byte[] input)
    {
        var told = new List<string>();
        foreach (var section in InventorySections.All)
        {
            var document = InventoryReader.Read(section, input);
            var again = InventoryReader.Read(section, PackedText.Unpack(PackedText.Pack(document.Json), document.Json.Length));
            if (!again.Json.AsSpan().SequenceEqual(document.Json)
                || !again.Facts.Columns.SequenceEqual(document.Facts.Columns)
                || again.Facts.Addresses?.Count != document.Facts.Addresses?.Count)
            {
                throw new InvalidOperationException($"what is stored of {section} is another content");
            }
            told.Add($"{document.Facts.Columns.Count} {document.Facts.Addresses?.Count} {document.Facts.Packages?.Count}");
        }
        return string.Join(';', told);
    }

    private static string ReadRegistration(byte[] input)
    {
        var request = JsonBody.Parse(
            input, JsonShapes.Plain, body => JsonBody.ReadBody(body, ContractsJson.Default.RegisterRequest));
        return Told(HeartbeatValidator.Validate(request));
    }

    private static string ReadDesired(byte[] input)
    {
        var document = JsonBody.Parse(
            input, JsonShapes.Plain, body => JsonBody.ReadBody(body, ServerJson.Default.LayerDocument));
        var errors = LayerValidator.Validate(document, null);
        if (errors.Any) return Told(errors);
        var ordered = document.Ordered(document, 7);
        var stored = JsonSerializer.SerializeToUtf8Bytes(ordered, ServerJson.Default.LayerDocument);
        var read = JsonSerializer.Deserialize(stored, ServerJson.Default.LayerDocument)!;
        return $"taken {read.SubAgents?.Count} {read.Settings.Count}";
    }

    private static string Told(FieldErrors errors) =>
        string.Join(';', errors.ToDictionary().Select(error => $"{error.Key} {string.Join(',', error.Value)}"));
}
