namespace Aops.Rollouts.Strategies;

/// <summary>How the width of a stage grows: the number of hosts that may be unproven at one time.</summary>
/// <param name="First">The first width, hosts.</param>
/// <param name="Factor">By what the width is multiplied once as many hosts as it is wide are proven.</param>
/// <param name="CapHosts">The widest, hosts; the larger one of this and <paramref name="CapPercent"/> holds.</param>
/// <param name="CapPercent">The widest, percent of the hosts of the stage.</param>
public sealed record RampRule(int First = 5, double Factor = 3, int CapHosts = 500, int CapPercent = 10)
{
    /// <summary>All hosts at one time.</summary>
    public static RampRule All { get; } = new(int.MaxValue, 1, 1, 100);

    /// <summary>The width.</summary>
    /// <param name="proven">Hosts of the stage that are proven, without its canaries.</param>
    /// <param name="hosts">Hosts of the stage.</param>
    public int Width(int proven, int hosts)
    {
        var (width, left) = (0, proven);
        foreach (var next in Widths(hosts))
        {
            width = next;
            if (left < width) break;
            left -= width;
        }
        return width;
    }

    /// <summary>The widths one after another, until the cap, which is the last one.</summary>
    /// <param name="hosts">Hosts of the stage.</param>
    public IEnumerable<int> Widths(int hosts)
    {
        var cap = (int)Math.Max(CapHosts, (long)hosts * CapPercent / 100);
        var width = Math.Min(First, cap);
        while (width < cap && Widen(width, cap) > width)
        {
            yield return width;
            width = Widen(width, cap);
        }
        yield return width;
    }

    private int Widen(int width, int cap) => (int)Math.Min(cap, Math.Ceiling(width * Factor));
}
