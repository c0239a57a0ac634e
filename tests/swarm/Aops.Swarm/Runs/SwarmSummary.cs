using System.Text.Json.Serialization;

namespace Aops.Swarm.Runs;

/// <summary>How a swarm ended.</summary>
public sealed record SwarmSummary
{
    public required int Hosts { get; init; }

    public required int Seed { get; init; }

    public required long Enrolled { get; init; }

    /// <summary>Enrolments a second, from the first to the last.</summary>
    public required double EnrolmentsPerSecond { get; init; }

    public required long Heartbeats { get; init; }

    /// <summary>Heartbeats a second since the last enrolment.</summary>
    public required double HeartbeatsPerSecond { get; init; }

    /// <summary>Answers that brought a desired state.</summary>
    public required long DesiredStates { get; init; }

    /// <summary>Hosts that hold the newest revision of all that hosts hold.</summary>
    public required int HoldNewest { get; init; }

    public required int UpgradesSucceeded { get; init; }

    public required int UpgradesRolledBack { get; init; }

    public required long Clones { get; init; }

    public required long Dead { get; init; }

    /// <summary>Runs that hosts have told to their end.</summary>
    public required long Executed { get; init; }

    /// <summary>Requests that ended without an answer.</summary>
    public required long Unanswered { get; init; }

    /// <summary>Answers with a problem, by status and code.</summary>
    public required IReadOnlyDictionary<string, long> Refusals { get; init; }
}

/// <summary>JSON of <see cref="SwarmSummary"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SwarmSummary))]
internal sealed partial class SwarmJson : JsonSerializerContext;
