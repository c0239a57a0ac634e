using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Layers;

namespace Aops.Server.Heartbeats;

/// <summary>The values of a heartbeat on which its reply depends.</summary>
/// <param name="Mark">What the host holds.</param>
/// <param name="Longest">How long it may be held.</param>
/// <param name="Counter">What it is given to show with its next heartbeat.</param>
internal readonly record struct LongPollRequest(HeldMark Mark, TimeSpan Longest, long Counter)
{
    public static LongPollRequest Of(HeartbeatRequest request, long counter)
    {
        var seconds = Math.Min(
            Math.Min(request.HoldSeconds, request.IntervalSeconds), Limits.HeartbeatHoldSecondsMax);
        return new(new HeldMark(request.History, request.Revision), TimeSpan.FromSeconds(seconds), counter);
    }
}
