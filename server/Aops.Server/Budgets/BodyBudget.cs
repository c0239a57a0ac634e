using System.Threading.RateLimiting;

namespace Aops.Server.Budgets;

/// <summary>
/// Limit on the bytes of bodies in memory, over all requests. Small bodies, which are the fleet's normal
/// traffic, have room of their own that large ones cannot take.
/// </summary>
internal sealed class BodyBudget : IDisposable
{
    private const int UnitBytes = 1024;
    private const string Detail = "The bodies of other requests fill the memory that is set aside for them.";

    private readonly Room _small = NewRoom(ServerLimits.SmallBodiesBytesMax);
    private readonly Room _large = NewRoom(ServerLimits.LargeBodiesBytesMax);

    /// <summary>Reserves room for a body.</summary>
    /// <exception cref="Problems.RequestFault">There was no room in time.</exception>
    public Task<RateLimitLease> AcquireAsync(long bytes, CancellationToken cancellationToken) =>
        (bytes <= ServerLimits.SmallBodyBytesMax ? _small : _large).TakeAsync(
            (int)Math.Max(1, (bytes + UnitBytes - 1) / UnitBytes), cancellationToken);

    public void Dispose()
    {
        _small.Dispose();
        _large.Dispose();
    }

    private static Room NewRoom(long bytes)
    {
        var units = (int)(bytes / UnitBytes);
        return new Room(units, ServerLimits.BodiesWaitingFactor * units, ServerLimits.BodyRoomWait, Detail);
    }
}
