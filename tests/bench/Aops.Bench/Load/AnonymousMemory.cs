using Aops.Harness;

namespace Aops.Bench.Load;

/// <summary>Memory of a process that belongs to no file (<c>RssAnon</c>, proc(5)).</summary>
internal static class AnonymousMemory
{
    private const double Steady = 0.002;
    private const int FirstPart = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(4);

    /// <summary>Bytes now.</summary>
    public static long Read(int pid) => ProcField.Read($"/proc/{pid}/status", "RssAnon:") * 1024;

    /// <summary>
    /// Bytes that one of some costs, once they are there: the first quarter of them only fills what does not grow any more.
    /// </summary>
    /// <param name="add">Adds some of them.</param>
    public static async Task<double> OfOneAsync<T>(
        int pid, IReadOnlyList<T> all, Func<IEnumerable<T>, Task> add, CancellationToken cancellationToken)
    {
        var first = all.Count / FirstPart;
        await add(all.Take(first));
        var before = await SettledAsync(pid, cancellationToken);
        await add(all.Skip(first));
        var after = await SettledAsync(pid, cancellationToken);
        return (double)(after - before) / (all.Count - first);
    }

    /// <summary>Bytes once they change no more: what is on its way has arrived.</summary>
    public static async Task<long> SettledAsync(int pid, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, cancellationToken);
        for (var before = Read(pid); ;)
        {
            await Task.Delay(Pause, cancellationToken);
            var now = Read(pid);
            if (Math.Abs(now - before) <= Steady * before) return now;
            before = now;
        }
    }
}
