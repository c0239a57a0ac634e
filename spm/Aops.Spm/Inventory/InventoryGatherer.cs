using Aops.Contracts.Wire.Inventory;
using Aops.Native.Processes;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Inventory;

/// <summary>
/// Reads sections, each on a thread of its own of the lowest priority. A read that hangs, as on a dead mount, is left alone
/// after its time; its section is not read again until it has returned, so that at most one thread a section hangs.
/// </summary>
internal sealed partial class InventoryGatherer(
    IReadOnlyList<InventorySource> sources, TimeProvider clock, ILogger<InventoryGatherer> logger)
{
    /// <summary>Longest wait for one section.</summary>
    public static readonly TimeSpan ReadTimeMax = TimeSpan.FromSeconds(40);

    private const int LowestPriority = 19;

    private readonly Dictionary<string, Task<byte[]?>> _hanging = new(StringComparer.Ordinal);

    /// <summary>Reads sections one after the other.</summary>
    /// <param name="wanted">Which; null for all.</param>
    /// <returns>Those that could be read; a section without an entry is as it was.</returns>
    public async Task<IReadOnlyList<InventoryContent>> ReadAsync(
        IReadOnlyCollection<string>? wanted, CancellationToken cancellationToken)
    {
        var contents = new List<InventoryContent>();
        foreach (var source in sources)
        {
            if (wanted is not null && !wanted.Contains(source.Section)) continue;
            if (await TryReadAsync(source, cancellationToken) is not { } json) continue;
            if (json.Length <= InventoryLimits.SectionBytesMax)
                contents.Add(new InventoryContent(source.Section, InventoryHash.Of(json), json));
            else LogTooLong(source.Section, json.Length);
        }
        return contents;
    }

    private async Task<byte[]?> TryReadAsync(InventorySource source, CancellationToken cancellationToken)
    {
        if (_hanging.GetValueOrDefault(source.Section) is { IsCompleted: false }) return null;
        _hanging.Remove(source.Section);
        var reading = Task.Factory.StartNew(
            () =>
            {
                ProcessSetup.TrySetNice(LowestPriority);
                return source.Read(cancellationToken);
            }, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return await reading.WaitAsync(ReadTimeMax, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            _hanging[source.Section] = reading;
            LogHangs(source.Section, ReadTimeMax.TotalSeconds);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // No fact about a host is worth a fault of its agent.
            LogFailed(source.Section, e.Message);
        }
        return null;
    }

    [LoggerMessage(2110, LogLevel.Warning,
        "the inventory's {Section} is {Bytes} bytes long, which is too much; the server has what it had of it")]
    private partial void LogTooLong(string section, int bytes);

    [LoggerMessage(2111, LogLevel.Warning,
        "reading the inventory's {Section} takes longer than {Seconds} s; the server has what it had of it")]
    private partial void LogHangs(string section, double seconds);

    [LoggerMessage(2112, LogLevel.Warning,
        "the inventory's {Section} cannot be read: {Fault}; the server has what it had of it, next try in an hour")]
    private partial void LogFailed(string section, string fault);
}
