using Aops.Contracts.Wire;
using Aops.Server.Problems;

namespace Aops.Server.Idempotency;

/// <summary>What a client is told whose key does not let its request through.</summary>
internal static class IdempotencyProblems
{
    public static Problem BadKey { get; } = ProblemKinds.Make(
        400, "bad-idempotency-key", "The request is malformed",
        $"Idempotency-Key takes one word of 1 to {FleetLimits.IdempotencyKeyCharsMax} visible ASCII characters.",
        "Send a new UUID with each request that is not the same again.");

    public static Problem OtherRequest { get; } = ProblemKinds.Make(
        422, "idempotency-key-reused", "The key belongs to another request",
        "This Idempotency-Key came with another path, other parameters or another body within the last day. Nothing was changed.",
        "Send a new key, or the same request again.");

    public static Problem Running { get; } = ProblemKinds.Make(
        409, "idempotency-running", "The request is under way",
        "The first request with this Idempotency-Key has not ended. Nothing was changed by this one.",
        "Send it again after Retry-After.");

    public static Problem Unknown { get; } = ProblemKinds.Make(
        409, "idempotency-unknown", "How the request ended is not known",
        "The server ended, or lost its database, while the first request with this Idempotency-Key ran: it was done as a whole, or not " +
        "at all.",
        "Read how things are, and send the request with a new key if it was not done.");
}
