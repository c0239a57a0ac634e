using System.Text.Json.Serialization;
using Aops.Server.Runs.Steps;

namespace Aops.Server.Runs;

/// <summary>A piece of the output of one host of a run.</summary>
internal sealed record LogPiece
{
    /// <summary>Its bytes, in the encoding that is told beside them; empty where there is nothing new.</summary>
    [JsonPropertyName("log_data")]
    public required string LogData { get; init; }

    /// <summary><c>stdout</c>, <c>stderr</c> or <c>gap</c>; empty where there is nothing new.</summary>
    [JsonPropertyName("log_type")]
    public required string LogType { get; init; }

    /// <summary><c>utf-8</c> or <c>base64</c>.</summary>
    [JsonPropertyName("log_encoding")]
    public required string LogEncoding { get; init; }

    /// <summary>When the host read it, UTC; absent where there is nothing new.</summary>
    [JsonPropertyName("log_time")]
    public DateTimeOffset? LogTime { get; init; }

    /// <summary>How many bytes are missing here; absent but for a gap.</summary>
    [JsonPropertyName("missing_bytes")]
    public long? MissingBytes { get; init; }

    /// <summary>The offset of the next piece.</summary>
    [JsonPropertyName("new_offset")]
    public required long NewOffset { get; init; }

    /// <summary>Whether no other piece follows.</summary>
    [JsonPropertyName("is_final")]
    public required bool IsFinal { get; init; }

    /// <summary>How the run ended on the host; absent while it has not.</summary>
    [JsonPropertyName("result")]
    public LogResult? Result { get; init; }
}

/// <summary>A piece of the output of the hosts of a run, as one stream has it for all of them.</summary>
internal sealed record MergedPiece
{
    /// <summary>Id of the host; empty for the last piece.</summary>
    [JsonPropertyName("host")]
    public required string Host { get; init; }

    /// <summary>Its name when the run was started.</summary>
    [JsonPropertyName("hostname")]
    public required string Hostname { get; init; }

    /// <summary>Its bytes, in the encoding that is told beside them.</summary>
    [JsonPropertyName("log_data")]
    public required string LogData { get; init; }

    /// <summary>
    /// <c>stdout</c>, <c>stderr</c> or <c>gap</c>; <c>earlier</c> for output before the first piece; empty for the last piece.
    /// </summary>
    [JsonPropertyName("log_type")]
    public required string LogType { get; init; }

    /// <summary><c>utf-8</c> or <c>base64</c>.</summary>
    [JsonPropertyName("log_encoding")]
    public string LogEncoding { get; init; } = "utf-8";

    /// <summary>When the host read it, UTC; absent for the last piece and for <c>earlier</c>.</summary>
    [JsonPropertyName("log_time")]
    public DateTimeOffset? LogTime { get; init; }

    /// <summary>
    /// Of a gap, how many bytes are missing here; of <c>earlier</c>, about how many are stored and not sent. Absent else.
    /// </summary>
    [JsonPropertyName("missing_bytes")]
    public long? MissingBytes { get; init; }

    /// <summary>Whether no other piece follows: every host has ended, and its output is sent.</summary>
    [JsonPropertyName("is_final")]
    public required bool IsFinal { get; init; }
}

/// <summary>How a run ended on a host.</summary>
internal sealed record LogResult
{
    [JsonPropertyName("phase")]
    public required string Phase { get; init; }

    [JsonPropertyName("reason")]
    public string? Reason { get; init; }

    [JsonPropertyName("exit_code")]
    public int? ExitCode { get; init; }

    [JsonPropertyName("signal")]
    public string? Signal { get; init; }

    [JsonPropertyName("started_at")]
    public DateTimeOffset? StartedAt { get; init; }

    [JsonPropertyName("ended_at")]
    public DateTimeOffset? EndedAt { get; init; }

    public static LogResult? Of(RunHostRecord host) => RunPhases.IsFinal(host.Phase)
        ? new LogResult
        {
            Phase = host.Phase, Reason = host.Reason, ExitCode = host.ExitCode, Signal = host.Signal,
            StartedAt = host.StartedAt, EndedAt = host.EndedAt,
        }
        : null;
}
