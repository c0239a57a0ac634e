namespace Aops.Contracts.Wire;

/// <summary>A fault as RFC 9457 has it, sent as <c>application/problem+json</c>.</summary>
public sealed record Problem
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary><see cref="Type"/> of the answer to a heartbeat whose identity belongs to another machine.</summary>
    public const string OtherMachine = "urn:aops:problem:other-machine";

    /// <summary><see cref="Type"/> of the answer to a request for a path that this server does not know.</summary>
    public const string NoSuchPath = "urn:aops:problem:no-such-path";

    /// <summary><see cref="Type"/> of the answer to a clone whose own identity waits for the operator's consent.</summary>
    public const string ClonePending = "urn:aops:problem:clone-pending";

    /// <summary>How much of <see cref="Detail"/> a message of this side repeats, in characters.</summary>
    public const int DetailCharsShown = 300;

    /// <summary>A URI reference that names the kind of fault: <c>urn:aops:problem:bad-token</c>.</summary>
    public string Type { get; set; } = "about:blank";

    /// <summary>The last part of <see cref="Type"/>, to branch on: <c>bad-token</c>; null where there is no kind.</summary>
    public string? Code { get; init; }

    /// <summary>The kind of fault in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What happened here and what to do about it.</summary>
    public string? Detail { get; init; }

    /// <summary>What to do about it; null where <see cref="Detail"/> says it.</summary>
    public string? Fix { get; init; }

    /// <summary>The character of the query that it is about, from 1; null where it is about no query.</summary>
    public int? Position { get; init; }

    /// <summary>Every fault of the input, by field, where there is more than one.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
}
