using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Aops.Contracts.Json;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Reading;
using Aops.TestSupport;

namespace Aops.Contracts.Tests;

/// <summary>
/// What version 1.0.0 said, played through the contracts of today: all of it is understood, and what is written today has
/// all that the version of then requires, in words that it knows.
/// </summary>
public sealed class RecordedWireTests
{
    private static readonly string Folder = Path.Combine(SourceRoot.Folder, "tests/unit/Aops.Contracts.Tests/Wire");

    public static TheoryData<string> Messages { get; } =
    [
        "heartbeat", "reply", "register", "register-reply", "result", "log", "problem",
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void WhatWasSaidThen_IsSaidAgainToday(string name)
    {
        var said = File.ReadAllText(Path.Combine(Folder, name + ".json"));

        AssertContains(JsonNode.Parse(said), Again(said, TypeOf(name)), name);
    }

    [Fact]
    public void LocalFramesOfThen_AreSaidAgainToday()
    {
        foreach (var frame in JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "local.json")))!.AsArray())
            AssertContains(frame, Again(frame!.ToJsonString(), ContractsJson.Default.LocalMessage), (string)frame["kind"]!);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void MembersOfALaterVersion_AreNoFault(string name)
    {
        var said = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")))!;
        AddMembers(said);

        var again = Again(said.ToJsonString(), TypeOf(name));

        AssertContains(JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json"))), again, name);
    }

    [Theory]
    [InlineData("heartbeat", "running", "hibernating")]
    [InlineData("heartbeat", "rolled-back", "pondering")]
    [InlineData("reply", "collect-log", "make-coffee")]
    [InlineData("result", "interrupted", "postponed")]
    public void WordsOfALaterVersion_AreCarried(string name, string known, string later)
    {
        var said = File.ReadAllText(Path.Combine(Folder, name + ".json"))
            .Replace($"\"{known}\"", $"\"{later}\"", StringComparison.Ordinal);

        AssertContains(JsonNode.Parse(said), Again(said, TypeOf(name)), name);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"two words\"")]
    [InlineData("\"\\ud800\"")]
    public void WhatIsNoWord_IsRefused(string state) => Assert.ThrowsAny<JsonException>(
        () => JsonSerializer.Deserialize(state, ContractsJson.Default.ProcessState));

    [Fact]
    public void WordsWithoutEnd_TakeNoRoomWithoutEnd()
    {
        for (var i = 0; i < 5000; i++) OpenEnum.TryParse<SubAgentAction>($"word-{i}");

        var last = OpenEnum.TryParse<SubAgentAction>("word-9999")!.Value;

        Assert.False(OpenEnum.IsDeclared(last));
        Assert.Equal("unknown", OpenEnum.NameOf(last));
        Assert.Equal("restart", OpenEnum.NameOf(SubAgentAction.Restart));
    }

    [Fact]
    public void ARegistrationOfThen_PassesTheGateOfToday()
    {
        var reply = RegistrationGate.Read(File.ReadAllBytes(Path.Combine(Folder, "register-reply.json")), out _);

        Assert.Equal("agent-1", reply!.AgentId);
        Assert.Equal("1.0.0", reply.AgentVersion);
    }

    private static JsonTypeInfo TypeOf(string name) => name switch
    {
        "heartbeat" => ContractsJson.Default.HeartbeatRequest,
        "reply" => ContractsJson.Default.HeartbeatReply,
        "register" => ContractsJson.Default.RegisterRequest,
        "register-reply" => ContractsJson.Default.RegisterReply,
        "result" => ContractsJson.Default.CommandResult,
        "log" => ContractsJson.Default.CommandLog,
        _ => ContractsJson.Default.Problem,
    };

    private static JsonNode Again(string said, JsonTypeInfo type) =>
        JsonNode.Parse(JsonSerializer.Serialize(JsonSerializer.Deserialize(said, type), type))!;

    private static void AddMembers(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) AddMembers(item);
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                if (name is not ("env" or "settings" or "report")) AddMembers(value);
            }
            if (members.Count > 0 && !members.ContainsKey("GREETING") && !members.ContainsKey("heartbeatInterval")
                && !members.ContainsKey("cpu"))
            {
                members["aLaterMember"] = new JsonObject { ["x"] = new JsonArray(1, null) };
            }
        }
    }

    // Every member of then, with its value; there may be more.
    private static void AssertContains(JsonNode? expected, JsonNode? actual, string path)
    {
        switch (expected)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                    AssertContains(value, actual![name], $"{path}.{name}");
                break;
            case JsonArray list:
                Assert.Equal(list.Count, actual!.AsArray().Count);
                for (var i = 0; i < list.Count; i++) AssertContains(list[i], actual[i], $"{path}[{i}]");
                break;
            case JsonValue value when value.TryGetValue<DateTimeOffset>(out var at):
                Assert.True(at == actual!.GetValue<DateTimeOffset>(), path);
                break;
            default:
                Assert.True(JsonNode.DeepEquals(expected, actual), $"{path}: {expected} became {actual}");
                break;
        }
    }
}
