using Aops.Server.Audit;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;

namespace Aops.Server.Layers;

/// <summary>
/// The freeze of the fleet: while it holds, no request changes what hosts should be, and rollouts stand. It is in memory as it
/// is on the disk, since every changing request asks for it.
/// </summary>
internal sealed class FleetFreeze(Database database, TimeProvider clock) : IHostedService
{
    private volatile Freeze? _last;

    /// <summary>The one in force; null for none.</summary>
    public Freeze? Current => _last is { } freeze && freeze.Holds(clock.GetUtcNow()) ? freeze : null;

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _last = await database.ReadAsync(FreezeRows.Find, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Freezes the fleet, or changes how long it is and why. It is on the disk when it returns.</summary>
    public Task BeginAsync(Freeze freeze) => WriteAsync(connection =>
    {
        var before = InForce(connection, freeze.Since);
        FreezeRows.Put(connection, freeze);
        AuditRows.Append(connection, new AuditChange(AuditKinds.FreezeBegin, "fleet")
        {
            Before = before is null ? null : Describe(before), After = Describe(freeze), Reason = freeze.Reason,
        });
        return freeze;
    });

    /// <summary>Ends the freeze. It is on the disk when it returns.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> EndAsync(DateTimeOffset now)
    {
        var hasEnded = false;
        await WriteAsync(connection =>
        {
            if (InForce(connection, now) is not { } before) return null;
            hasEnded = true;
            FreezeRows.Remove(connection);
            AuditRows.Append(
                connection, new AuditChange(AuditKinds.FreezeEnd, "fleet") { Before = Describe(before) });
            return null;
        });
        return hasEnded;
    }

    // Not cancelled in the middle, and read again after a fault: memory must be what is on the disk.
    private async Task WriteAsync(Func<StoreConnection, Freeze?> write)
    {
        try
        {
            _last = await database.WriteAsync(write, Durability.Disk, CancellationToken.None);
        }
        catch (StoreException)
        {
            _last = await database.ReadAsync(FreezeRows.Find, CancellationToken.None);
            throw;
        }
    }

    private static Freeze? InForce(StoreConnection connection, DateTimeOffset now) =>
        FreezeRows.Find(connection) is { } freeze && freeze.Holds(now) ? freeze : null;

    private static AuditFields Describe(Freeze freeze) => new AuditFields()
        .Set("reason", freeze.Reason).Set("author", freeze.Author).Set("since", freeze.Since)
        .Set("until", freeze.Until);
}
