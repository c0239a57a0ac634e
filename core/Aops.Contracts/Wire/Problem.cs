namespace Aops.Contracts.Wire;

/// <summary>A problem document of RFC 9457, sent as <c>application/problem+json</c>.</summary>
public sealed record Problem
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary><see cref="Type"/> of the reply to a heartbeat whose identity belongs to another machine.</summary>
    public const string OtherMachine = "urn:aops:problem:other-machine";

    /// <summary><see cref="Type"/> of the reply to a request for an unknown path.</summary>
    public const string NoSuchPath = "urn:aops:problem:no-such-path";

    /// <summary>
    /// <see cref="Type"/> of the reply to a clone whose own identity awaits the operator's approval.
    /// </summary>
    public const string ClonePending = "urn:aops:problem:clone-pending";

    /// <summary><see cref="Code"/> of the reply to a host that is enrolled once an operator approves it.</summary>
    public const string EnrolmentPendingCode = "enrolment-pending";

    /// <summary>
    /// Longest part of <see cref="Detail"/> that this side repeats in its own messages, in characters.
    /// </summary>
    public const int DetailCharsShown = 300;

    /// <summary>URI reference of the problem type: <c>urn:aops:problem:bad-token</c>.</summary>
    public string Type { get; set; } = "about:blank";

    /// <summary>
    /// The last part of <see cref="Type"/>, for programs to branch on: <c>bad-token</c>; null without a type.
    /// </summary>
    public string? Code { get; init; }

    /// <summary>The problem type in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status code.</summary>
    public required int Status { get; init; }

    /// <summary>What happened in this case, and the remedy.</summary>
    public string? Detail { get; init; }

    /// <summary>The remedy; null if <see cref="Detail"/> contains it.</summary>
    public string? Fix { get; init; }

    /// <summary>Character of the query that the problem refers to, from 1; null if it refers to no query.</summary>
    public int? Position { get; init; }

    /// <summary>All faults of the input by field, if there are several.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
}
