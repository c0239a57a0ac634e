using Aops.Hosting.Loops;
using Microsoft.Extensions.Hosting;

namespace Aops.Spm.Inventory;

/// <summary>
/// Gathers the inventory a while after the start, every hour, and when the package database changed; sends the contents that the
/// server asks for. Heartbeats do not wait for it.
/// </summary>
/// <param name="gatherer">Reads the sections.</param>
/// <param name="state">What heartbeats name.</param>
/// <param name="packagesChangedAt">When the package database changed; null if there is none.</param>
/// <param name="send">Sends one content to the server; whether it was taken, or refused for good.</param>
/// <param name="trim">Gives back the memory that a reading took.</param>
internal sealed class InventoryService(
    InventoryGatherer gatherer, InventoryState state, Func<DateTime?> packagesChangedAt,
    Func<InventoryContent, CancellationToken, Task<bool>> send, Action trim, LoopSupervisor loops,
    TimeProvider clock, Random random) : BackgroundService
{
    /// <summary>Time from the start to the first reading, without its jitter of as much again.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);

    /// <summary>Time between two readings, without its jitter of a tenth.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromHours(1);

    /// <summary>Time between two looks at the package database.</summary>
    public static readonly TimeSpan LookPeriod = TimeSpan.FromMinutes(1);

    private DateTimeOffset _dueAt;
    private DateTime? _packagesAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _dueAt = clock.GetUtcNow() + FirstDelay * (1 + random.NextDouble());
        await loops.RunAsync("inventory", PassAsync, stoppingToken);
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        var left = _dueAt - clock.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            await state.Asked.WaitAsync(left < LookPeriod ? left : LookPeriod, clock, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
        await SendAsync(state.TakeWanted(), cancellationToken);
        var packagesAt = packagesChangedAt();
        if (clock.GetUtcNow() < _dueAt && (state.Hashes is null || packagesAt == _packagesAt)) return;
        (_packagesAt, _dueAt) = (packagesAt, clock.GetUtcNow() + Period * (1 + (random.NextDouble() / 10)));
        state.Set(await gatherer.ReadAsync(null, cancellationToken));
        trim();
    }

    private async Task SendAsync(IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        var missing = wanted.Where(section => state.Find(section) is null).ToList();
        // What it is now may have another hash, which the next heartbeat names.
        var read = missing.Count == 0 ? [] : await gatherer.ReadAsync(missing, cancellationToken);
        state.Set(read);
        foreach (var section in wanted)
        {
            var content = state.Find(section) ?? read.FirstOrDefault(content => content.Section == section);
            // The server asks again for what did not arrive.
            if (content is not null && !await send(content, cancellationToken)) return;
        }
    }
}
