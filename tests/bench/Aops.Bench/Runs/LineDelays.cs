using System.Globalization;

namespace Aops.Bench.Runs;

/// <summary>Reads lines that begin with the time at which they were written, and keeps how long they were on their way.</summary>
/// <param name="name">What they are.</param>
/// <param name="warm">How many are not counted.</param>
internal sealed class LineDelays(string name, int warm)
{
    private readonly Figures _figures = new(name);
    private string _rest = "";

    /// <summary>Lines so far.</summary>
    public int Count { get; private set; }

    /// <summary>Takes what has come now.</summary>
    public void Add(string text)
    {
        var now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        var all = _rest + text;
        var begin = 0;
        for (int end; (end = all.IndexOf('\n', begin)) >= 0; begin = end + 1)
        {
            var line = all.AsSpan(begin, end - begin);
            if (Count++ < warm) continue;
            var written = long.Parse(line[..line.IndexOf(' ')], CultureInfo.InvariantCulture);
            _figures.Add(now - (written / 1e6));
        }
        _rest = all[begin..];
    }

    /// <summary>The delays.</summary>
    /// <exception cref="InvalidOperationException">Another number of lines came.</exception>
    public Figures MustHave(int lines) => Count == lines
        ? _figures
        : throw new InvalidOperationException($"{name}: {Count} lines came, and {lines} were written");
}
