using System.Threading.RateLimiting;

namespace Aops.Server.Budgets;

/// <summary>
/// Limit on the bytes of bodies in memory, over all requests. Small bodies, which are the fleet's normal
/// traffic, have room of their own that large ones cannot take. Output of runs, which stays in memory until the disk has it,
/// has its own as well.
/// </summary>
internal sealed class BodyBudget : IDisposable
{
    private const int UnitBytes = 1024;
    private const string Detail = "The bodies of other requests fill the memory that is set aside for them.";

    private readonly Room _small = NewRoom(ServerLimits.SmallBodiesBytesMax);
    private readonly Room _large = NewRoom(ServerLimits.LargeBodiesBytesMax);
    private readonly Room _output = NewRoom(FleetLimits.OutputBodiesBytesMax);

    /// <summary>Reserves room for a body.</summary>
    /// <param name="bytes">Its length.</param>
    /// <param name="isOutput">Whether it is output of a run.</param>
    /// <exception cref="Problems.RequestFault">There was no room in time.</exception>
    public Task<RateLimitLease> AcquireAsync(long bytes, bool isOutput, CancellationToken cancellationToken) =>
        RoomOf(bytes, isOutput).TakeAsync((int)Math.Max(1, (bytes + UnitBytes - 1) / UnitBytes), cancellationToken);

    public void Dispose()
    {
        _small.Dispose();
        _large.Dispose();
        _output.Dispose();
    }

    private Room RoomOf(long bytes, bool isOutput) =>
        isOutput ? _output : bytes <= ServerLimits.SmallBodyBytesMax ? _small : _large;

    private static Room NewRoom(long bytes)
    {
        var units = (int)(bytes / UnitBytes);
        return new Room(units, ServerLimits.BodiesWaitingFactor * units, ServerLimits.BodyRoomWait, Detail);
    }
}
